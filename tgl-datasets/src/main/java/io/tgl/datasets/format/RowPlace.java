package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;

/** Where the reader stands, for messages: file, line (or row) and column. Written before each step, read in a fault. */
final class RowPlace {
    private final String file;
    private final String unit;
    private long number;

    /** Lines are counted from 1, rows of a table without lines from 0. */
    RowPlace(String file, String unit) {
        this.file = file;
        this.unit = unit;
    }

    void at(long lineOrRow) {
        number = lineOrRow;
    }

    String file() {
        return file;
    }

    String row() {
        return file + ", " + unit + " " + number;
    }

    String column(String name) {
        return row() + ", column " + name;
    }

    InvalidInput refuse(String column, String expected, Object found) {
        return InvalidInput.at(column(column), expected, found);
    }
}
