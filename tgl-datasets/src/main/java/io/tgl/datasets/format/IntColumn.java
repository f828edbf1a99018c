package io.tgl.datasets.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An int column of unknown length, in chunks: growing it never copies more than one chunk. */
final class IntColumn {
    private static final int CHUNK = 1 << 14;

    private final List<int[]> full = new ArrayList<>();
    private int[] chunk = new int[CHUNK >> 6];
    private int used;

    void add(int value) {
        if (used == chunk.length) {
            grow();
        }
        chunk[used++] = value;
    }

    private void grow() {
        if (used == CHUNK) {
            full.add(chunk);
            chunk = new int[CHUNK];
            used = 0;
        } else {
            chunk = Arrays.copyOf(chunk, 2 * used);
        }
    }

    int size() {
        return full.size() * CHUNK + used;
    }

    /** All values; gives up the chunks, so that column and array do not both stay. */
    int[] toArray() {
        int[] all = new int[size()];
        for (int c = 0; c < full.size(); c++) {
            System.arraycopy(full.set(c, new int[0]), 0, all, c * CHUNK, CHUNK);
        }
        System.arraycopy(chunk, 0, all, all.length - used, used);
        return all;
    }
}
