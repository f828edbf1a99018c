package io.tgl.eval.task;

import io.tgl.core.event.EventStream;

/**
 * All queries of an evaluation set in the order in which they are scored: batch by batch, within a batch first the
 * positives (the events) and then as many negatives, negative i for positive i.
 *
 * @param events the set's events
 * @param batchSize events a batch; the last one may be smaller
 * @param source source of each row [2 * events]
 * @param destination destination of each row, the true one or a drawn one
 * @param time time of each row in ticks
 */
public record LinkTable(EventStream events, int batchSize, int[] source, int[] destination, long[] time) {
    /** Rows: two an event. */
    public int rows() {
        return source.length;
    }

    /** Number of batches. */
    public int batches() {
        return (events.size() + batchSize - 1) / batchSize;
    }

    /** Events of batch b. */
    public int batchEvents(int b) {
        return Math.min(batchSize, events.size() - b * batchSize);
    }

    /** First row of batch b: its positives, followed by its negatives. */
    public int firstRow(int b) {
        return 2 * b * batchSize;
    }

    /** Whether a row is a positive. */
    public boolean isPositive(int row) {
        int b = row / (2 * batchSize);
        return row - firstRow(b) < batchEvents(b);
    }

    /** Row (in {@link #events}) of the event that a row stands for or was drawn for. */
    public int event(int row) {
        int b = row / (2 * batchSize);
        int within = row - firstRow(b);
        int events = batchEvents(b);
        return b * batchSize + (within < events ? within : within - events);
    }
}
