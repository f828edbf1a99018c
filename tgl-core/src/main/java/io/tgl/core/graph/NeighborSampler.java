package io.tgl.core.graph;

import io.tgl.core.parallel.Workers;

/**
 * Chooses k past events of each queried node: the most recent ones, or k draws. Nothing at or after a query's bound is
 * chosen, and nothing there changes what is chosen. Strategies: {@link NeighborSamplers}.
 */
@FunctionalInterface
public interface NeighborSampler {
    /**
     * Samples for n queries; a row is in ascending order of time, pads stand in front.
     *
     * @param nodes n node ids; below 0 (padding) gives a padded row
     * @param bound what each of the n queries may see
     * @param size n
     * @param k slots a query
     * @param out receives n rows of k slots
     */
    void sample(int[] nodes, HistoryBound bound, int size, int k, Neighborhoods out, Workers workers);

    /**
     * Samples among the events strictly before each query's time.
     *
     * @param times n times in ticks
     */
    default void sample(int[] nodes, long[] times, int size, int k, Neighborhoods out, Workers workers) {
        sample(nodes, HistoryBound.before(times), size, k, out, workers);
    }

    /** Sets a replayed random source back to its seed, as when a sampler is attached to a model; else does nothing. */
    default void reset() {}
}
