package io.tgl.models.attention;

import io.tgl.core.graph.NeighborSampler;
import io.tgl.core.graph.Neighborhoods;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.op.Sequences;
import java.util.Arrays;

/**
 * What each of n (node, time) queries looks back on: a sequence of the node itself and then its past neighbors, oldest
 * first. Nothing is padded.
 *
 * @param sequences one a query
 * @param node [rows] the node at each position
 * @param event [rows] the event that brought it, -1 for the node itself
 * @param dt [rows] time since that event in seconds, 0 for the node itself
 * @param slot [rows] 0 for the node itself, else 1 + its place among k slots whose last is the newest
 */
record History(Sequences sequences, int[] node, int[] event, float[] dt, int[] slot) {
    /**
     * Looks up.
     *
     * @param k past events at most
     * @param secondsPerTick length of a tick; differences are taken from float32 event times, as the reference does
     */
    static History of(
            int[] nodes, long[] times, int n, NeighborSampler sampler, int k, double secondsPerTick, Workers workers) {
        Neighborhoods found = new Neighborhoods();
        sampler.sample(nodes, times, n, k, found, workers);
        int[] length = Arrays.copyOf(found.count(), n);
        for (int q = 0; q < n; q++) {
            length[q]++;
        }
        Sequences sequences = Sequences.ofLengths(length, n);
        int rows = sequences.rows();
        History history = new History(sequences, new int[rows], new int[rows], new float[rows], new int[rows]);
        for (int q = 0; q < n; q++) {
            history.fill(q, nodes[q], times[q] * secondsPerTick, found, secondsPerTick);
        }
        return history;
    }

    private void fill(int q, int self, double now, Neighborhoods found, double secondsPerTick) {
        int at = sequences.begin(q);
        node[at] = self;
        event[at] = -1;
        int k = found.width();
        for (int i = k - found.count()[q]; i < k; i++) {
            at++;
            node[at] = found.neighbor()[q * k + i];
            event[at] = found.event()[q * k + i];
            dt[at] = (float) (now - (float) (found.time()[q * k + i] * secondsPerTick));
            slot[at] = i + 1;
        }
    }
}
