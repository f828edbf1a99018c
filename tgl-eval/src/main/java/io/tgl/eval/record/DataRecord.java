package io.tgl.eval.record;

/**
 * The data set of a run.
 *
 * @param name catalog name, or the file's name for a user's own data
 * @param sha256 checksum of the events (hexadecimal)
 * @param nodes distinct nodes
 * @param events events
 * @param distinctTimes distinct event times
 * @param firstTime first event time in ticks
 * @param lastTime last event time in ticks
 * @param timeUnit unit of a tick, e.g. "seconds"
 * @param nodeFeatureWidth columns of the node features, 0 for none
 * @param edgeFeatureWidth columns of the edge features, 0 for none
 * @param source where the data come from
 * @param citation how to cite them
 * @param license their licence as far as it is stated
 * @param caveat why figures of learned models on them must not be compared with published ones; empty if they may
 */
public record DataRecord(
        String name,
        String sha256,
        int nodes,
        int events,
        int distinctTimes,
        long firstTime,
        long lastTime,
        String timeUnit,
        int nodeFeatureWidth,
        int edgeFeatureWidth,
        String source,
        String citation,
        String license,
        String caveat) {}
