package io.tgl.datasets.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A column of longs of unknown length, in chunks: growing it never copies more than one chunk. */
final class LongColumn {
    private static final int CHUNK = 1 << 14;

    private final List<long[]> full = new ArrayList<>();
    private long[] chunk = new long[CHUNK >> 6];
    private int used;

    void add(long value) {
        if (used == chunk.length) {
            grow();
        }
        chunk[used++] = value;
    }

    private void grow() {
        if (used == CHUNK) {
            full.add(chunk);
            chunk = new long[CHUNK];
            used = 0;
        } else {
            chunk = Arrays.copyOf(chunk, 2 * used);
        }
    }

    int size() {
        return full.size() * CHUNK + used;
    }

    /** Multiplies every value; false, and nothing changed, if a product does not fit. */
    boolean scale(long factor) {
        long most = Long.MAX_VALUE / factor;
        for (int c = 0; c <= full.size(); c++) {
            long[] values = c < full.size() ? full.get(c) : chunk;
            for (int i = 0; i < (c < full.size() ? CHUNK : used); i++) {
                if (values[i] > most || values[i] < -most) {
                    return false;
                }
            }
        }
        for (int c = 0; c <= full.size(); c++) {
            long[] values = c < full.size() ? full.get(c) : chunk;
            for (int i = 0; i < (c < full.size() ? CHUNK : used); i++) {
                values[i] *= factor;
            }
        }
        return true;
    }

    /** All values; gives up the chunks, so that column and array do not both stay. */
    long[] toArray() {
        long[] all = new long[size()];
        for (int c = 0; c < full.size(); c++) {
            System.arraycopy(full.set(c, new long[0]), 0, all, c * CHUNK, CHUNK);
        }
        System.arraycopy(chunk, 0, all, all.length - used, used);
        return all;
    }
}
