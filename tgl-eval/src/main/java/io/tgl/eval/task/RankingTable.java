package io.tgl.eval.task;

import io.tgl.core.event.EventBatch;
import io.tgl.eval.negative.StoredNegatives;
import io.tgl.models.query.RankingQueries;

/**
 * The one-vs-many queries of a split: each event's destination, as candidate 0, against its stored negatives.
 *
 * @param events the split's events, a part of a stream
 * @param batchSize events a batch
 * @param negatives lists of all these events
 */
public record RankingTable(EventBatch events, int batchSize, StoredNegatives negatives) {
    /** Refuses negatives that do not cover the events. */
    public RankingTable {
        negatives.requireAll("negatives", events);
    }

    /** Number of batches. */
    public int batches() {
        return Math.ceilDiv(events.size(), batchSize);
    }

    /** The events of a batch. */
    public EventBatch batch(int b) {
        int from = events.from() + b * batchSize;
        return new EventBatch(events.stream(), from, Math.min(events.to(), from + batchSize));
    }

    /** The queries of a batch, in the order of its events. */
    public RankingQueries queries(int b) {
        EventBatch batch = batch(b);
        int n = batch.size();
        int[] source = new int[n];
        long[] time = new long[n];
        int[][] candidates = new int[n][];
        for (int i = 0; i < n; i++) {
            source[i] = batch.source(i);
            time[i] = batch.time(i);
            int row = negatives.find(source[i], batch.destination(i), time[i]);
            candidates[i] = new int[1 + negatives.count(row)];
            candidates[i][0] = batch.destination(i);
            negatives.copy(row, candidates[i], 1);
        }
        return new RankingQueries(source, time, candidates);
    }
}
