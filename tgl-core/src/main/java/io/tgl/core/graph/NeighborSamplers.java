package io.tgl.core.graph;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.parallel.Workers;

/** The three published strategies. */
public final class NeighborSamplers {
    /** CAWN's published decay, per second. */
    public static final double TIME_INTERVAL_ALPHA = 1e-6;

    private NeighborSamplers() {}

    /** The last k events, the oldest first; pads in front where there are fewer. */
    public static NeighborSampler recent(NeighborSource source) {
        return source::recent;
    }

    /** k draws with replacement, every past event equally likely, sorted by time; no pads where there is any past. */
    public static NeighborSampler uniform(Adjacency adjacency, NeighborDraws draws) {
        return new UniformSampler(adjacency, draws);
    }

    /**
     * k draws with replacement by the recency of each past event when it happened, sorted by time (CAWN).
     *
     * @param alpha decay per tick, finite and at least 0; {@link #TIME_INTERVAL_ALPHA} where a tick is a second
     */
    public static NeighborSampler timeIntervalAware(
            TemporalAdjacency adjacency, double alpha, NeighborDraws draws, Workers workers) {
        if (!(alpha >= 0 && alpha < Double.POSITIVE_INFINITY)) {
            throw InvalidInput.at("time-interval-aware sampler", "a finite alpha of at least 0", alpha);
        }
        return new TimeIntervalAwareSampler(adjacency, alpha, draws, workers);
    }
}
