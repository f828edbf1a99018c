package io.tgl.core.graph;

import io.tgl.core.parallel.Workers;

/**
 * Answers "who were the last k neighbors of node v before a bound", never anything at or after it. The T-CSR of a whole
 * stream, the growing lists of a live one and its ring buffers stand behind it, and agree.
 */
@FunctionalInterface
public interface NeighborSource {
    /** Nobody has ever met anybody. */
    NeighborSource NONE = (nodes, bound, size, k, out, workers) -> out.resize(size, k);

    /**
     * The k most recent events of each node within the bound, both directions (a self-loop counts twice), in stream
     * order. A node below 0 (padding) has no neighbors.
     *
     * @param nodes n node ids
     * @param bound what each of the n queries may see
     * @param size n
     * @param k slots a query
     * @param out receives n rows of k slots
     */
    void recent(int[] nodes, HistoryBound bound, int size, int k, Neighborhoods out, Workers workers);

    /**
     * The k most recent events of each (node, time), strictly before the time.
     *
     * @param times n times in ticks
     */
    default void recent(int[] nodes, long[] times, int size, int k, Neighborhoods out, Workers workers) {
        recent(nodes, HistoryBound.before(times), size, k, out, workers);
    }
}
