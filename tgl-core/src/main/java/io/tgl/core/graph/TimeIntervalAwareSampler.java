package io.tgl.core.graph;

import io.tgl.core.parallel.Workers;

/**
 * Past events weighted by how recent they were when they happened (CAWN). For the entries of a node,
 * {@code c_1 = 1, c_i = 1 + c_(i-1) exp(-alpha (t_i - t_(i-1)))}, {@code q_i = 1 / c_i}; a query draws from the softmax of
 * q over its past. That is the published {@code q_i = exp(alpha t_i) / sum_(j <= i) exp(alpha t_j)} without the node's
 * last time, which no query may know, and without its underflow.
 *
 * <p>The largest q of every past is q_1 = 1, so the weights {@code exp(q_i - 1)} (float32) are those of every softmax, and
 * one cumulative sum a node serves all of its pasts: a draw is a binary search. 8 bytes an entry.
 *
 * <p>Wang et al., "Inductive Representation Learning in Temporal Networks via Causal Anonymous Walks", ICLR 2021,
 * section 4.4.
 */
final class TimeIntervalAwareSampler extends DrawingSampler {
    private final double[] cumulative;

    TimeIntervalAwareSampler(TemporalAdjacency adjacency, double alpha, NeighborDraws draws, Workers workers) {
        super(adjacency, draws);
        this.cumulative = new double[adjacency.entries().size()];
        int nodeCount = adjacency.nodeCount();
        workers.run(Adjacency.tasks(nodeCount), task -> {
            int to = Adjacency.taskEnd(task, nodeCount);
            for (int node = task * Adjacency.TASK_QUERIES; node < to; node++) {
                accumulate(adjacency, node, alpha);
            }
        });
    }

    private void accumulate(TemporalAdjacency adjacency, int node, double alpha) {
        double c = 0;
        double sum = 0;
        int begin = adjacency.begin(node);
        for (int i = begin; i < adjacency.end(node); i++) {
            double gap = i == begin ? 0 : (double) adjacency.timeAt(i) - adjacency.timeAt(i - 1);
            c = 1 + c * StrictMath.exp(-alpha * gap);
            sum += (float) StrictMath.exp(1 / c - 1);
            cumulative[i] = sum;
        }
    }

    @Override
    int draw(int begin, int end, NeighborDraws.Cursor cursor) {
        double at = cursor.uniform() * cumulative[end - 1];
        int low = begin;
        int high = end - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] <= at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
