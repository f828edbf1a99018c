package io.tgl.datasets.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A float column of unknown length, in chunks: growing it never copies more than one chunk. */
final class FloatColumn {
    private static final int CHUNK = 1 << 14;

    private final List<float[]> full = new ArrayList<>();
    private float[] chunk = new float[CHUNK >> 6];
    private int used;

    void add(float value) {
        if (used == chunk.length) {
            grow();
        }
        chunk[used++] = value;
    }

    private void grow() {
        if (used == CHUNK) {
            full.add(chunk);
            chunk = new float[CHUNK];
            used = 0;
        } else {
            chunk = Arrays.copyOf(chunk, 2 * used);
        }
    }

    int size() {
        return full.size() * CHUNK + used;
    }

    /** All values; gives up the chunks, so that column and array do not both stay. */
    float[] toArray() {
        float[] all = new float[size()];
        for (int c = 0; c < full.size(); c++) {
            System.arraycopy(full.set(c, new float[0]), 0, all, c * CHUNK, CHUNK);
        }
        System.arraycopy(chunk, 0, all, all.length - used, used);
        return all;
    }
}
