package io.tgl.datasets.format;

import io.tgl.core.event.FeatureTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Feature rows of unknown number, in chunks of whole rows. */
final class FeatureColumn {
    private static final int CHUNK_FLOATS = 1 << 14;

    private final int width;
    private final int rowsPerChunk;
    private final List<float[]> chunks = new ArrayList<>();
    private float[] chunk;
    private int used;

    FeatureColumn(int width) {
        this.width = width;
        this.rowsPerChunk = Math.max(1, CHUNK_FLOATS / Math.max(1, width));
        this.chunk = new float[width];
        chunks.add(chunk);
    }

    int width() {
        return width;
    }

    /** Adds the next value; rows are complete when all their values are there. */
    void add(float value) {
        if (used == chunk.length) {
            grow();
        }
        chunk[used++] = value;
    }

    private void grow() {
        if (chunk.length == rowsPerChunk * width) {
            chunk = new float[chunk.length];
            chunks.add(chunk);
            used = 0;
        } else {
            chunk = Arrays.copyOf(chunk, Math.min(2 * chunk.length, rowsPerChunk * width));
            chunks.set(chunks.size() - 1, chunk);
        }
    }

    /** The table in this order of rows; null = as they are. */
    FeatureTable table(int rows, int @Nullable [] order) {
        FeatureTable table = FeatureTable.zeros(rows, width);
        for (int to = 0; to < rows && width > 0; to++) {
            int row = order == null ? to : order[to];
            table.setRow(to, chunks.get(row / rowsPerChunk), row % rowsPerChunk * width);
        }
        return table;
    }
}
