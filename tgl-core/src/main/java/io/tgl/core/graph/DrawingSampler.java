package io.tgl.core.graph;

import io.tgl.core.parallel.Workers;
import java.util.Arrays;

/** k draws with replacement from a query's past, then a stable sort by time. Strategies say how one draw is made. */
abstract class DrawingSampler implements NeighborSampler {
    private final Adjacency adjacency;
    private final NeighborDraws draws;

    DrawingSampler(Adjacency adjacency, NeighborDraws draws) {
        this.adjacency = adjacency;
        this.draws = draws;
    }

    /** Index of one entry of the non-empty past [begin, end). */
    abstract int draw(int begin, int end, NeighborDraws.Cursor cursor);

    @Override
    public void reset() {
        draws.reset();
    }

    @Override
    public void sample(int[] nodes, HistoryBound bound, int size, int k, Neighborhoods out, Workers workers) {
        bound.requireSize(size);
        out.reserve(size, k);
        if (draws.inOrder()) {
            sampleRange(nodes, bound, 0, size, out);
        } else {
            workers.run(
                    Adjacency.tasks(size),
                    task -> sampleRange(
                            nodes, bound, task * Adjacency.TASK_QUERIES, Adjacency.taskEnd(task, size), out));
        }
    }

    private void sampleRange(int[] nodes, HistoryBound bound, int from, int to, Neighborhoods out) {
        NeighborDraws.Cursor cursor = draws.cursor();
        long[] keys = new long[out.width()];
        for (int i = from; i < to; i++) {
            int node = nodes[i];
            int begin = node < 0 ? 0 : adjacency.begin(node);
            int end = node < 0 ? 0 : adjacency.indexBefore(node, bound, i);
            if (begin == end) {
                out.startRow(i, 0);
                continue;
            }
            cursor.start(node, bound.at(i), i);
            for (int j = 0; j < keys.length; j++) {
                keys[j] = (long) draw(begin, end, cursor) << 32 | j;
            }
            sortByTime(keys);
            int slot = out.startRow(i, keys.length);
            for (long key : keys) {
                adjacency.entries().copyTo((int) (key >>> 32), out, slot++, 1);
            }
        }
    }

    /** Keys are (entry, number of the draw); entries ascend with time, and equal times stay in the order drawn. */
    private void sortByTime(long[] keys) {
        Arrays.sort(keys);
        int from = 0;
        while (from < keys.length) {
            long time = timeOf(keys[from]);
            int to = from + 1;
            while (to < keys.length && timeOf(keys[to]) == time) {
                to++;
            }
            if (keys[from] >>> 32 != keys[to - 1] >>> 32) {
                swapHalves(keys, from, to);
                Arrays.sort(keys, from, to);
                swapHalves(keys, from, to);
            }
            from = to;
        }
    }

    private long timeOf(long key) {
        return adjacency.entries().time((int) (key >>> 32));
    }

    private static void swapHalves(long[] keys, int from, int to) {
        for (int i = from; i < to; i++) {
            keys[i] = Long.rotateLeft(keys[i], 32);
        }
    }
}
