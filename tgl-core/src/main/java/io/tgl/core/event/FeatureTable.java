package io.tgl.core.event;

import io.tgl.core.base.InvalidInput;
import java.util.Arrays;

/**
 * Rows of float features [rows, width]. Kept in chunks of rows, because one {@code float[]} ends at 12.4 million rows of
 * 172. A table of width 0 says that there are no features.
 */
public sealed class FeatureTable permits KeyedFeatureTable {
    private static final int CHUNK_FLOATS = 1 << 24;

    private final int rows;
    private final int width;
    private final int rowsPerChunk;
    private final int firstRow;
    private final float[][] chunks;

    private FeatureTable(int rows, int width) {
        this.rows = rows;
        this.width = width;
        this.firstRow = 0;
        this.rowsPerChunk = Math.max(1, CHUNK_FLOATS / Math.max(1, width));
        int chunkCount = width == 0 ? 0 : (int) (((long) rows + rowsPerChunk - 1) / rowsPerChunk);
        this.chunks = new float[chunkCount][];
        for (int c = 0; c < chunkCount; c++) {
            chunks[c] = new float[Math.min(rowsPerChunk, rows - c * rowsPerChunk) * width];
        }
    }

    /** For tables that keep their rows themselves. */
    FeatureTable(int rows, int width, float[][] chunks) {
        this.rows = rows;
        this.width = width;
        this.rowsPerChunk = 1;
        this.firstRow = 0;
        this.chunks = chunks;
    }

    private FeatureTable(FeatureTable of, int firstRow) {
        this.rows = of.rows;
        this.width = of.width;
        this.rowsPerChunk = of.rowsPerChunk;
        this.firstRow = firstRow;
        this.chunks = of.chunks;
    }

    /** The same rows under other numbers: the first one is {@code number}. */
    public FeatureTable numberedFrom(int number) {
        return new FeatureTable(this, number);
    }

    /** A table of {@code rows} rows without features. */
    public static FeatureTable absent(int rows) {
        return new FeatureTable(rows, 0);
    }

    /** A zero table [rows, width] to be filled with {@link #setRow}. */
    public static FeatureTable zeros(int rows, int width) {
        if (rows < 0 || width < 0) {
            throw InvalidInput.at("feature table", "rows >= 0 and width >= 0", rows + " x " + width);
        }
        return new FeatureTable(rows, width);
    }

    /** Copies a row-major matrix [rows, width]. */
    public static FeatureTable of(float[] values, int rows, int width) {
        FeatureTable table = zeros(rows, width);
        if (values.length != (long) rows * width) {
            throw InvalidInput.at("feature table", rows + " x " + width + " values", values.length);
        }
        for (int row = 0; row < rows && width > 0; row++) {
            table.setRow(row, values, row * width);
        }
        return table;
    }

    /** Number of rows. */
    public final int rows() {
        return rows;
    }

    /** Features a row; 0 = absent. */
    public final int width() {
        return width;
    }

    /** Whether there are features at all. */
    public final boolean isAbsent() {
        return width == 0;
    }

    /** Writes row {@code row} from values[offset .. offset + width - 1]; a NaN or an infinity is refused. */
    public void setRow(int row, float[] values, int offset) {
        checkFinite(row, values, offset);
        if (width > 0) {
            int at = row - firstRow;
            System.arraycopy(values, offset, chunks[at / rowsPerChunk], at % rowsPerChunk * width, width);
        }
    }

    /** Copies row {@code row} to target[offset ..]; row -1 (padding) gives zeros. */
    public void copyRow(int row, float[] target, int offset) {
        if (row < 0) {
            Arrays.fill(target, offset, offset + width, 0f);
        } else if (width > 0) {
            int at = row - firstRow;
            System.arraycopy(chunks[at / rowsPerChunk], at % rowsPerChunk * width, target, offset, width);
        }
    }

    final void checkFinite(int row, float[] values, int offset) {
        for (int j = 0; j < width; j++) {
            if (!Float.isFinite(values[offset + j])) {
                throw InvalidInput.at("feature row " + row + ", column " + j, "a finite number", values[offset + j]);
            }
        }
    }
}
