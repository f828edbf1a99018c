package io.tgl.eval.record;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run took. No result depends on it.
 *
 * @param started start of the run, ISO 8601 in UTC
 * @param wallSeconds from start to end
 * @param phaseSeconds phase name to wall seconds spent in it, in order of work
 * @param peakHeapBytes largest heap in use that was seen
 */
public record CostRecord(String started, double wallSeconds, Map<String, Double> phaseSeconds, long peakHeapBytes) {
    /** Copies the map, keeping its order. */
    public CostRecord {
        phaseSeconds = Collections.unmodifiableMap(new LinkedHashMap<>(phaseSeconds));
    }
}
