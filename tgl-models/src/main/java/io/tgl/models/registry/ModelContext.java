package io.tgl.models.registry;

import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.kernel.Compute;
import java.util.Map;

/**
 * What a model is built for.
 *
 * @param nodeFeatures one row a node, or absent
 * @param edgeFeatures one row an event id, or absent
 * @param secondsPerTick length of a tick in seconds, the unit of the published time ladders
 * @param seed of parameters and dropout
 * @param options settings that differ from the published ones, by the names that {@link ModelRegistry#settings} lists
 */
public record ModelContext(
        FeatureTable nodeFeatures,
        FeatureTable edgeFeatures,
        double secondsPerTick,
        long seed,
        Map<String, String> options,
        Compute compute) {
    /** For the stream as it is, without node features and with the published settings. */
    public static ModelContext of(EventStream stream, long seed, Compute compute) {
        return new ModelContext(
                FeatureTable.absent(stream.nodeCount()),
                stream.features(),
                stream.granularity().seconds(),
                seed,
                Map.of(),
                compute);
    }

    /** The same with these options. */
    public ModelContext withOptions(Map<String, String> changed) {
        return new ModelContext(nodeFeatures, edgeFeatures, secondsPerTick, seed, changed, compute);
    }
}
