package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;

/**
 * Where in a table a fault is, for messages. Rows count from 0 over all record batches.
 *
 * @param table file or other name
 * @param firstRow number of the current batch's first row
 */
record TablePlace(String table, long firstRow) {
    InvalidInput refuse(String column, String expected, Object found) {
        return InvalidInput.at(table + ", column " + column, expected, found);
    }

    InvalidInput refuse(int row, String column, String expected, Object found) {
        return InvalidInput.at(table + ", row " + (firstRow + row) + ", column " + column, expected, found);
    }
}
