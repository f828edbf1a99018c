package io.tgl.eval.record;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The model of a run with everything that was set.
 *
 * @param name as in the literature; a variant is part of it, e.g. "EdgeBank unlimited"
 * @param parameters number of trained values, 0 for a heuristic
 * @param configuration full model and training configuration, flat, in reading order; numbers as Java writes them, so
 *     that they read back to the same bits
 */
public record ModelRecord(String name, long parameters, Map<String, String> configuration) {
    /** Copies the map, keeping its order. */
    public ModelRecord {
        configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
    }
}
