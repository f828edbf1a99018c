package io.tgl.models.registry;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.model.Scorer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model by name. The built-in ones stand in {@link ModelRegistry}; those of another jar it finds by
 * {@link java.util.ServiceLoader}: a line in
 * {@code META-INF/services/io.tgl.models.registry.ModelProvider} registers it, and commands know its name from then on.
 * Needs a public constructor without arguments.
 */
public interface ModelProvider {
    /** Name in lower case, none that the registry has. */
    String name();

    /** A fresh model of random parameters and empty state. */
    Scorer create(ModelContext context);

    /** Whether it has parameters to train. */
    default boolean isLearned() {
        return true;
    }

    /**
     * All its settings under these options, in a fixed order.
     *
     * @throws InvalidInput for an option that it does not have
     */
    default Map<String, String> settings(Map<String, String> options) {
        if (!options.isEmpty()) {
            throw InvalidInput.at("option of " + name(), "none", options.keySet());
        }
        return new LinkedHashMap<>();
    }
}
