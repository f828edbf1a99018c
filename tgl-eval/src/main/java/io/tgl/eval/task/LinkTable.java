package io.tgl.eval.task;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.eval.negative.NegativeSampler;
import io.tgl.models.query.LinkQueries;

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

    /** Draws the negatives of all batches, from the start of the sampler's stream of draws. */
    public static LinkTable of(EventStream events, int batchSize, NegativeSampler negatives) {
        if (batchSize < 1 || events.size() > Integer.MAX_VALUE / 2) {
            throw InvalidInput.at(
                    "evaluation",
                    "a batch size of at least 1 and at most " + Integer.MAX_VALUE / 2 + " events",
                    batchSize + " and " + events.size());
        }
        int rows = 2 * events.size();
        LinkTable table = new LinkTable(events, batchSize, new int[rows], new int[rows], new long[rows]);
        negatives.reset();
        for (int b = 0; b < table.batches(); b++) {
            EventBatch batch = table.batch(b);
            int positives = table.firstRow(b);
            int drawn = positives + batch.size();
            for (int i = 0; i < batch.size(); i++) {
                table.source[positives + i] = batch.source(i);
                table.destination[positives + i] = batch.destination(i);
                table.time[positives + i] = batch.time(i);
                table.time[drawn + i] = batch.time(i);
            }
            negatives.sample(batch, table.source, table.destination, drawn);
        }
        return table;
    }

    /** Rows: two an event. */
    public int rows() {
        return source.length;
    }

    /** Number of batches. */
    public int batches() {
        return Math.ceilDiv(events.size(), batchSize);
    }

    /** Events of batch b. */
    public EventBatch batch(int b) {
        int from = b * batchSize;
        return new EventBatch(events, from, Math.min(events.size(), from + batchSize));
    }

    /** First row of batch b: its positives, followed by its negatives. */
    public int firstRow(int b) {
        return 2 * b * batchSize;
    }

    /** Whether a row is a positive. */
    public boolean isPositive(int row) {
        int b = row / (2 * batchSize);
        return row - firstRow(b) < batch(b).size();
    }

    /** Row (in {@link #events}) of the event that a row stands for or was drawn for. */
    public int event(int row) {
        int b = row / (2 * batchSize);
        int within = row - firstRow(b);
        int size = batch(b).size();
        return b * batchSize + (within < size ? within : within - size);
    }

    /** Row of the negative that was drawn for an event. */
    public int negativeRow(int event) {
        return positiveRow(event) + batch(event / batchSize).size();
    }

    /** Row of an event. */
    public int positiveRow(int event) {
        int b = event / batchSize;
        return firstRow(b) + event - b * batchSize;
    }

    /** The queries of batch b, positives and negatives together, copied to arrays that start at 0. */
    LinkQueries queries(int b, LinkQueries buffer) {
        int size = 2 * batch(b).size();
        int first = firstRow(b);
        System.arraycopy(source, first, buffer.source(), 0, size);
        System.arraycopy(destination, first, buffer.destination(), 0, size);
        System.arraycopy(time, first, buffer.time(), 0, size);
        return new LinkQueries(buffer.source(), buffer.destination(), buffer.time(), size);
    }
}
