package io.tgl.models.registry;

import io.tgl.core.base.RecordSettings;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.kernel.Compute;
import io.tgl.models.model.Scorer;
import java.util.Map;

/**
 * A learned model whose settings are the components of its configuration record.
 *
 * @param name in lower case
 * @param published the published configuration: the settings that no option changes
 * @param factory the model's constructor
 */
record ConfiguredModel<C extends Record>(String name, C published, Factory<C> factory) implements ModelProvider {
    /** Builds the model of a configuration. */
    @FunctionalInterface
    interface Factory<C> {
        Scorer create(
                C config,
                FeatureTable nodeFeatures,
                FeatureTable edgeFeatures,
                double secondsPerTick,
                long seed,
                Compute compute);
    }

    @Override
    public Scorer create(ModelContext context) {
        return factory.create(
                RecordSettings.read(name, published, context.options()),
                context.nodeFeatures(),
                context.edgeFeatures(),
                context.secondsPerTick(),
                context.seed(),
                context.compute());
    }

    @Override
    public Map<String, String> settings(Map<String, String> options) {
        return RecordSettings.texts(RecordSettings.read(name, published, options));
    }
}
