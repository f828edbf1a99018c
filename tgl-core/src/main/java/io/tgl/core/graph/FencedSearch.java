package io.tgl.core.graph;

import java.util.Arrays;

/**
 * Binary search left for a block of queries at once. A fence is the time of every sixteenth entry: fences stay in cache
 * where the time column does not, and the searches of a block advance in step without branches, so that their cache
 * misses overlap. Then one pass touches every line that the answers will need before any is read. Measured against one
 * search after the other: 1.6 times the neighbors a second.
 *
 * <p>One object a thread.
 */
final class FencedSearch {
    /** Queries a block: enough to cover the memory's latency, few enough for the first-level cache. */
    static final int BLOCK = 32;

    private static final int SHIFT = 4;
    private static final int STEP = 1 << SHIFT;

    private final int[] offsets;
    private final Entries entries;
    private final Times fences;
    private final int[] begin = new int[BLOCK];
    private final int[] end = new int[BLOCK];
    private final int[] low = new int[BLOCK];
    private final int[] length = new int[BLOCK];
    private final long[] bound = new long[BLOCK];
    // Only written: keeps the reads of touch alive.
    private final int[] touched = new int[BLOCK];

    FencedSearch(int[] offsets, Entries entries, Times fences) {
        this.offsets = offsets;
        this.entries = entries;
        this.fences = fences;
    }

    /** The fences of a time column. */
    static Times fences(Times times) {
        return times.every(SHIFT);
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
            low[j] = ceiling(from);
            length[j] = ceiling(to) - low[j];
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
                    int below = below(fences.at(low[j] + half), bound[j]);
                    low[j] += (half + 1) & below;
                    // Below: left - half - 1 remain, otherwise half.
                    left = half - ((1 - (left & 1)) & below);
                    length[j] = left;
                    open |= left;
                }
            }
        }
    }

    /** All ones if a is below b, else 0; without a branch and without overflow. */
    private static int below(long a, long b) {
        return (int) (((a & ~b) | (~(a ^ b) & (a - b))) >> 63);
    }

    /** Asks for the lines of the answers, all of the block before the first is needed. */
    private void touch(int count, int width) {
        for (int j = 0; j < count; j++) {
            if (end[j] > begin[j]) {
                int from = blockBegin(j);
                int last = Math.max(begin[j], blockEnd(j) - 1);
                int oldest = Math.clamp(from - width + STEP / 2, begin[j], last);
                touched[j] = (int) entries.time().at(last)
                        + (int) entries.time().at(from)
                        + (int) entries.time().at(oldest)
                        + entries.neighbor()[last]
                        + entries.neighbor()[oldest]
                        + entries.event()[last]
                        + entries.event()[oldest];
            }
        }
    }

    private int finish(int j) {
        int at = blockBegin(j);
        int to = blockEnd(j);
        long before = bound[j];
        while (at < to && entries.time().at(at) < before) {
            at++;
        }
        return at;
    }

    private int blockBegin(int j) {
        return Math.max(begin[j], (low[j] - 1) << SHIFT);
    }

    private int blockEnd(int j) {
        return Math.min(end[j], low[j] << SHIFT);
    }

    private static int ceiling(int entry) {
        return (entry + STEP - 1) >>> SHIFT;
    }
}
