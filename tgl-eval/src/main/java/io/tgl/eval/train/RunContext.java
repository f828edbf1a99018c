package io.tgl.eval.train;

import io.tgl.core.base.Provenance;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.record.Deviation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run's record tells beside its result.
 *
 * @param data the data set
 * @param protocol name of the protocol
 * @param description what the protocol does, in a sentence or two
 * @param negatives how negatives were drawn, e.g. "random"
 * @param publishedEpochs epochs that the published recipe grants
 * @param parameters number of trained values, 0 for a heuristic
 * @param configuration full model and training configuration, in reading order; no seed, no threads
 * @param provenance what computed it
 * @param started start of the run, ISO 8601 in UTC
 * @param wallSeconds from start to end
 * @param peakHeapBytes largest heap in use that was seen
 * @param command the command that runs it again
 * @param deviations differences from the published recipe; those of the data set and cut epochs are added
 */
public record RunContext(
        Dataset data,
        String protocol,
        String description,
        String negatives,
        int publishedEpochs,
        long parameters,
        Map<String, String> configuration,
        Provenance provenance,
        String started,
        double wallSeconds,
        long peakHeapBytes,
        String command,
        List<Deviation> deviations) {
    /** Copies the collections, keeping their order. */
    public RunContext {
        configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
        deviations = List.copyOf(deviations);
    }
}
