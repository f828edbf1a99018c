package io.tgl.core.tensor.op;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.WeightedRows;

/**
 * A constant matrix of which only the values that are not zero are kept, row by row: row r has entries offset[r] ..
 * offset[r + 1] - 1. Bag-of-words features of a million columns cost what their words cost.
 */
public final class SparseRows {
    private final int columns;
    private final int[] offset;
    private final int[] column;
    private final float[] value;
    private final int[] row;
    private final int[] inOrder;
    private final RowGroups byColumn;

    private SparseRows(int columns, int[] offset, int[] column, float[] value) {
        this.columns = columns;
        this.offset = offset;
        this.column = column;
        this.value = value;
        this.row = new int[column.length];
        for (int r = 0; r + 1 < offset.length; r++) {
            for (int e = offset[r]; e < offset[r + 1]; e++) {
                row[e] = r;
            }
        }
        this.inOrder = WeightedRows.inOrder(column.length);
        this.byColumn = RowGroups.of(column, column.length, columns);
    }

    /**
     * A matrix; the arrays are taken over.
     *
     * @param columns number of columns
     * @param offset rows + 1 ascending entries, the first of them 0, the last the number of values
     * @param column [values] column of each value, in any order within a row; a repeated one is added
     * @param value [values]
     * @throws InvalidInput if they do not fit together
     */
    public static SparseRows of(int columns, int[] offset, int[] column, float[] value) {
        if (offset.length == 0 || offset[0] != 0 || column.length != value.length) {
            throw InvalidInput.at("sparse rows", "offsets from 0, as many columns as values", column.length);
        }
        for (int r = 1; r < offset.length; r++) {
            if (offset[r] < offset[r - 1]) {
                throw InvalidInput.at("sparse rows, row " + (r - 1), "ascending offsets", offset[r]);
            }
        }
        if (offset[offset.length - 1] != value.length) {
            throw InvalidInput.at("sparse rows", value.length + " as the last offset", offset[offset.length - 1]);
        }
        for (int e = 0; e < column.length; e++) {
            if (column[e] < 0 || column[e] >= columns) {
                throw InvalidInput.at("sparse rows, value " + e, "a column of 0 .. " + (columns - 1), column[e]);
            }
        }
        return new SparseRows(columns, offset, column, value);
    }

    /** Each row divided by its sum; a row whose sum is 0 stays as it is. */
    public SparseRows rowsDividedBySum() {
        float[] divided = value.clone();
        for (int r = 0; r < rows(); r++) {
            float sum = 0f;
            for (int e = offset[r]; e < offset[r + 1]; e++) {
                sum += value[e];
            }
            for (int e = offset[r]; e < offset[r + 1] && sum != 0f; e++) {
                divided[e] /= sum;
            }
        }
        return new SparseRows(columns, offset, column, divided);
    }

    /** Number of rows. */
    public int rows() {
        return offset.length - 1;
    }

    /** Number of columns. */
    public int columns() {
        return columns;
    }

    /** Number of values kept. */
    public int entries() {
        return value.length;
    }

    /** [rows + 1] where the entries of each row begin. Not to be changed, like the arrays below. */
    public int[] offset() {
        return offset;
    }

    /** [entries] column of each. */
    public int[] column() {
        return column;
    }

    /** The entries 0, 1, 2, ... */
    int[] inOrder() {
        return inOrder;
    }

    /** [entries] row of each. */
    int[] row() {
        return row;
    }

    /** [entries] values. */
    public float[] value() {
        return value;
    }

    /** The entries of each column, in ascending order. */
    RowGroups byColumn() {
        return byColumn;
    }
}
