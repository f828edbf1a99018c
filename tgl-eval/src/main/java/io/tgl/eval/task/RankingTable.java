package io.tgl.eval.task;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.eval.negative.StoredNegatives;
import io.tgl.models.query.RankingQueries;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The one-vs-many queries of a split: each event's destination, as candidate 0, against its stored negatives.
 *
 * @param events the split's events, a part of a stream
 * @param batchSize events a batch
 * @param negatives lists of all these events
 * @param asked which events are queries; all of them advance the state
 */
public record RankingTable(EventBatch events, int batchSize, StoredNegatives negatives, boolean[] asked) {
    /** Refuses negatives that do not cover the events. */
    public RankingTable {
        negatives.requireAll("negatives", events);
        if (asked.length != events.size()) {
            throw InvalidInput.at("events that are ranked", "a mark for each of " + events.size(), asked.length);
        }
    }

    /** A table that asks of every event. */
    public RankingTable(EventBatch events, int batchSize, StoredNegatives negatives) {
        this(events, batchSize, negatives, all(events.size()));
    }

    private static boolean[] all(int n) {
        boolean[] marks = new boolean[n];
        Arrays.fill(marks, true);
        return marks;
    }

    /** The same that asks of n events, drawn without replacement by NumPy's generator with this seed. */
    public RankingTable sampled(int n, long seed) {
        if (n < 1 || n > events.size()) {
            throw InvalidInput.at("events that are ranked", "1 to " + events.size(), n);
        }
        boolean[] marks = new boolean[events.size()];
        for (int i : new NumpyRandomState(seed).choiceWithoutReplacement(marks.length, n)) {
            marks[i] = true;
        }
        return new RankingTable(events, batchSize, negatives, marks);
    }

    /** Number of queries. */
    public int queries() {
        int n = 0;
        for (boolean mark : asked) {
            n += mark ? 1 : 0;
        }
        return n;
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
        int first = batch.from() - events.from();
        int[] rows =
                IntStream.range(0, batch.size()).filter(i -> asked[first + i]).toArray();
        int n = rows.length;
        int[] source = new int[n];
        long[] time = new long[n];
        int[][] candidates = new int[n][];
        for (int i = 0; i < n; i++) {
            source[i] = batch.source(rows[i]);
            time[i] = batch.time(rows[i]);
            int destination = batch.destination(rows[i]);
            int row = negatives.find(source[i], destination, time[i]);
            candidates[i] = new int[1 + negatives.count(row)];
            candidates[i][0] = destination;
            negatives.copy(row, candidates[i], 1);
        }
        return new RankingQueries(source, time, candidates);
    }
}
