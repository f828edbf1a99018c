package io.tgl.datasets.format;

import io.tgl.core.event.EventStream;

/**
 * What was counted in a table of events.
 *
 * @param events rows
 * @param nodes nodes of the index, with those that dictionaries name and no event has
 * @param nodesWithEvents nodes that occur in an event
 * @param relations distinct relations that occur, 0 without a relation column
 * @param distinctTimes distinct times
 * @param firstTime smallest time in ticks
 * @param lastTime largest time in ticks
 * @param selfLoops rows whose source is their destination
 * @param duplicates rows that repeat an earlier row's source, destination, relation and time
 * @param positive rows with a label above 0
 * @param weightAboveZero rows with a weight above 0; 0 without weights
 * @param weightBelowZero rows with a weight below 0
 * @param features width of the feature table
 * @param ascending whether the file's own order was ascending in time
 * @param rowsMoved rows that sorting moved
 */
public record EventStatistics(
        int events,
        int nodes,
        int nodesWithEvents,
        int relations,
        int distinctTimes,
        long firstTime,
        long lastTime,
        int selfLoops,
        int duplicates,
        int positive,
        int weightAboveZero,
        int weightBelowZero,
        int features,
        boolean ascending,
        int rowsMoved) {
    /** Counts; {@code rowsMoved} by sorting is told. */
    public static EventStatistics of(EventStream events, int rowsMoved) {
        return new EventCounter(events).count(rowsMoved);
    }
}
