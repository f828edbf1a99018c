package io.tgl.models.model;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.graph.Adjacency;
import io.tgl.core.graph.KeyedDraws;
import io.tgl.core.graph.NeighborSampler;
import io.tgl.core.graph.NeighborSamplers;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.random.RandomStreams;

/** How a model chooses among a node's past events. */
public enum Sampling {
    /** The last k. */
    RECENT,
    /** k draws with replacement, each past event equally likely; equal (node, time) queries get equal draws. */
    UNIFORM;

    /**
     * The sampler over a source.
     *
     * @param seed of the draws; they are the same in every epoch
     * @throws InvalidInput for draws from a source that does not hold the whole past
     */
    public NeighborSampler over(NeighborSource source, long seed) {
        return switch (this) {
            case RECENT -> NeighborSamplers.recent(source);
            case UNIFORM -> {
                if (source instanceof Adjacency adjacency) {
                    long key = RandomStreams.key(seed, "neighbors");
                    yield NeighborSamplers.uniform(adjacency, KeyedDraws.byContent(KeyedDraws.philox(key)));
                }
                throw InvalidInput.at(
                        "uniform neighbors",
                        "a source that holds the whole past",
                        source.getClass().getSimpleName());
            }
        };
    }
}
