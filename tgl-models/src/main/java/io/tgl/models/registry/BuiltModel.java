package io.tgl.models.registry;

import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model with everything that was set.
 *
 * @param scorer fresh parameters, empty state
 * @param configuration every setting, in reading order; {@link ModelRegistry#create} takes the same names
 */
public record BuiltModel(Scorer scorer, Map<String, String> configuration) {
    /** Copies the map, keeping its order. */
    public BuiltModel {
        configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
    }

    /** Number of trained values, 0 for a heuristic. */
    public long parameterCount() {
        return scorer instanceof TrainableScorer model
                ? model.parameters().values().stream()
                        .mapToLong(values -> values.length)
                        .sum()
                : 0;
    }
}
