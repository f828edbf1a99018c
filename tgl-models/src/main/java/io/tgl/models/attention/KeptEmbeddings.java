package io.tgl.models.attention;

import io.tgl.models.query.QueryIndex;
import java.util.Arrays;

/**
 * Rows [N] by (node, time) that stay right from call to call. Holds at most a given number of floats; where more come
 * it starts again. A kept row has the bits that computing it again would give, so that nothing depends on what is kept.
 */
final class KeptEmbeddings {
    private final int width;
    private final int most;
    private final QueryIndex index = new QueryIndex();
    private float[] rows = new float[0];

    KeptEmbeddings(int width, int mostFloats) {
        this.width = width;
        this.most = mostFloats;
        index.clear();
    }

    void clear() {
        index.clear();
    }

    /** Those of the rows {@code from} .. {@code size - 1} that are not kept, ascending, and all rows below {@code from}. */
    int[] missing(int[] nodes, long[] times, int from, int size) {
        int[] missing = new int[size];
        int count = 0;
        for (int r = 0; r < size; r++) {
            if (r < from || index.find(nodes[r], times[r]) < 0) {
                missing[count++] = r;
            }
        }
        return Arrays.copyOf(missing, count);
    }

    /**
     * Fills h [size, N] with the rows computed for {@link #missing}, which from now on are kept from row {@code from} on,
     * and with those that were kept.
     */
    void complete(int[] nodes, long[] times, int from, int size, int[] missing, float[] computed, float[] h) {
        int next = 0;
        for (int r = 0; r < size; r++) {
            if (next < missing.length && missing[next] == r) {
                System.arraycopy(computed, next++ * width, h, r * width, width);
            } else {
                System.arraycopy(rows, index.find(nodes[r], times[r]) * width, h, r * width, width);
            }
        }
        for (int r : missing) {
            if (r >= from) {
                keep(nodes[r], times[r], h, r * width);
            }
        }
    }

    private void keep(int node, long time, float[] h, int offset) {
        if ((index.size() + 1) * (long) width > most) {
            index.clear();
        }
        int at = index.add(node, time) * width;
        if (at + width > rows.length) {
            rows = Arrays.copyOf(rows, (int) Math.min(most, 2L * (at + width)));
        }
        System.arraycopy(h, offset, rows, at, width);
    }
}
