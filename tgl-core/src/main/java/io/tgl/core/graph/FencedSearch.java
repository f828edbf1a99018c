package io.tgl.core.graph;

import java.util.Arrays;

/**
 * Binary search left for a block of queries at once. The searches of a block advance over the {@link Fences} in step and
 * without branches, so that their cache misses overlap. Then one pass touches every line that the answers will need before
 * any is read. Measured against one search after the other: 1.6 times the neighbors a second.
 *
 * <p>One object a thread.
 */
final class FencedSearch {
    /** Queries a block: enough to cover the memory's latency, few enough for the first-level cache. */
    static final int BLOCK = 32;

    /** Entries of an answer that are touched before they are read; what is read in order beyond them, the processor fetches. */
    private static final int TOUCHED = 24;

    private final int[] offsets;
    private final Entries entries;
    private final Fences fences;
    private final int[] begin = new int[BLOCK];
    private final int[] end = new int[BLOCK];
    private final int[] low = new int[BLOCK];
    private final int[] length = new int[BLOCK];
    private final long[] bound = new long[BLOCK];
    // Only written: keeps the reads of touch alive.
    private final int[] touched = new int[BLOCK];

    FencedSearch(int[] offsets, Entries entries, Fences fences) {
        this.offsets = offsets;
        this.entries = entries;
        this.fences = fences;
    }

    /** Answers queries first .. first + count - 1; count is at most {@link #BLOCK}. */
    void recent(int[] nodes, long[] times, int first, int count, Neighborhoods out) {
        start(nodes, times, first, count);
        searchFences(count);
        touch(count, out.width());
        for (int j = 0; j < count; j++) {
            entries.copyLast(begin[j], finish(j), out, first + j);
        }
    }

    private void start(int[] nodes, long[] times, int first, int count) {
        for (int j = 0; j < count; j++) {
            int node = nodes[first + j];
            int from = node < 0 ? 0 : offsets[node];
            int to = node < 0 ? 0 : offsets[node + 1];
            begin[j] = from;
            end[j] = to;
            low[j] = Fences.ceiling(from);
            length[j] = Fences.ceiling(to) - low[j];
            bound[j] = times[first + j];
        }
        Arrays.fill(length, count, BLOCK, 0);
    }

    /** Leaves in low[j] the first fence of the list that is not below the bound. */
    private void searchFences(int count) {
        int open = 1;
        while (open != 0) {
            open = 0;
            for (int j = 0; j < count; j++) {
                int left = length[j];
                if (left > 0) {
                    int half = left >>> 1;
                    int below = Entries.below(fences.at(low[j] + half), bound[j]);
                    low[j] += (half + 1) & below;
                    // Below: left - half - 1 remain, otherwise half.
                    left = half - ((1 - (left & 1)) & below);
                    length[j] = left;
                    open |= left;
                }
            }
        }
    }

    /** Asks for the lines of the answers, all of the block before the first is needed. */
    private void touch(int count, int width) {
        int before = Math.min(width, TOUCHED) - Fences.STEP / 2;
        for (int j = 0; j < count; j++) {
            if (end[j] > begin[j]) {
                touched[j] =
                        entries.touch(Math.max(begin[j], blockBegin(j) - before), Math.max(begin[j] + 1, blockEnd(j)));
            }
        }
    }

    /** One past the last entry below the bound. */
    private int finish(int j) {
        int from = blockBegin(j);
        return from + entries.countBelow(from, blockEnd(j), bound[j]);
    }

    private int blockBegin(int j) {
        return Math.max(begin[j], (low[j] - 1) << Fences.SHIFT);
    }

    private int blockEnd(int j) {
        return Math.min(end[j], low[j] << Fences.SHIFT);
    }
}
