package io.tgl.eval.negative;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.random.NumpyRandomState;

/**
 * DyGLib's random negatives, bit for bit: the positive's source with a destination drawn uniformly from the distinct
 * destinations of the sampler's events; a drawn pair may be a true one. Each call first draws a source per event and throws
 * it away.
 */
public final class RandomNegatives implements NegativeSampler {
    private final long seed;
    private final int sources;
    private final int[] destinations;
    private NumpyRandomState random;

    /**
     * A sampler over a set of events.
     *
     * @param events what destinations are drawn from
     * @param seed of NumPy's RandomState
     */
    public RandomNegatives(EventStream events, long seed) {
        this.seed = seed;
        this.sources = DistinctNodes.sources(events).length;
        this.destinations = DistinctNodes.destinations(events);
        this.random = new NumpyRandomState(seed);
    }

    @Override
    public String name() {
        return "random";
    }

    @Override
    public void reset() {
        random = new NumpyRandomState(seed);
    }

    @Override
    public void sample(EventBatch batch, int[] source, int[] destination, int offset) {
        int size = batch.size();
        random.integers(sources, size);
        int[] drawn = random.integers(destinations.length, size);
        for (int i = 0; i < size; i++) {
            source[offset + i] = batch.source(i);
            destination[offset + i] = destinations[drawn[i]];
        }
    }
}
