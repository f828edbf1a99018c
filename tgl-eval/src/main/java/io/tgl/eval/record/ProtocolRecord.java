package io.tgl.eval.record;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The evaluation recipe of a run.
 *
 * @param name e.g. "DyGLib link prediction"
 * @param description split, metric and averaging in a sentence or two
 * @param negatives how negatives were drawn, e.g. "random"
 * @param visibility what a query saw, e.g. "state per batch, neighbors per event"
 * @param batchSize events per evaluation batch
 * @param splitSizes split name to number of events, in order of time
 */
public record ProtocolRecord(
        String name,
        String description,
        String negatives,
        String visibility,
        int batchSize,
        Map<String, Integer> splitSizes) {
    /** Copies the map, keeping its order. */
    public ProtocolRecord {
        splitSizes = Collections.unmodifiableMap(new LinkedHashMap<>(splitSizes));
    }

    /** The same recipe with another visibility. */
    public ProtocolRecord withVisibility(String seen) {
        return new ProtocolRecord(name, description, negatives, seen, batchSize, splitSizes);
    }
}
