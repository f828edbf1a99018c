package io.tgl.core.graph;

import io.tgl.core.parallel.Workers;

/**
 * Answers "who were the last k neighbors of node v before time t", never anything at or after t. Both the T-CSR of a
 * whole stream and the ring buffers of a live one stand behind it.
 */
public interface NeighborSource {
    /**
     * The k most recent events of each (node, time), strictly before the time, both directions (a self-loop counts
     * twice), in stream order. A node of -1 (padding) has no neighbors.
     *
     * @param nodes n node ids
     * @param times n times in ticks
     * @param size n
     * @param k slots a query
     * @param out receives n rows of k slots
     */
    void recent(int[] nodes, long[] times, int size, int k, Neighborhoods out, Workers workers);
}
