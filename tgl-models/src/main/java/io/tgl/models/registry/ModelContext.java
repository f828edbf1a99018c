package io.tgl.models.registry;

import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.kernel.Compute;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a model is built for.
 *
 * @param nodeFeatures one row a node, or absent rows, one a node
 * @param edgeFeatures one row an event id, or absent
 * @param granularity what one tick of the event times is
 * @param seed of parameters and dropout
 * @param settings settings that differ from the published ones, by name
 * @param compute what computes it; no result depends on it
 */
public record ModelContext(
        FeatureTable nodeFeatures,
        FeatureTable edgeFeatures,
        TimeGranularity granularity,
        long seed,
        Map<String, String> settings,
        Compute compute) {
    /** Copies the settings, in alphabetical order. */
    public ModelContext {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    /** For a stream without node features. */
    public static ModelContext of(EventStream events, long seed, Map<String, String> settings, Compute compute) {
        return new ModelContext(
                FeatureTable.absent(events.nodeCount()),
                events.features(),
                events.granularity(),
                seed,
                settings,
                compute);
    }
}
