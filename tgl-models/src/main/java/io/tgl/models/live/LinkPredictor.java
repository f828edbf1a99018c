package io.tgl.models.live;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.parallel.Workers;
import io.tgl.models.model.Scorer;
import io.tgl.models.query.LinkQueries;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Scores links at any times of a log, in ascending order of time. Before a time is asked about, the model observes every
 * batch of the log that lies wholly before it; neighbors are bounded by the time itself. So no answer depends on an event
 * at or after its time. Times count from the first event, as in training. Not safe for use by several threads.
 */
public final class LinkPredictor {
    private static final int CALL = 1 << 12;

    private final Scorer scorer;
    private final EventStream events;
    private final int batchSize;
    private final long origin;
    private final int[] destinations;
    private int observed;
    private long latest = Long.MIN_VALUE;

    /**
     * Begins before the first event.
     *
     * @param scorer trained parameters; its state is emptied
     * @param log the events that the answers may use
     * @param batchSize events a batch, as in training
     */
    public LinkPredictor(Scorer scorer, EventStream log, int batchSize, Workers workers) {
        this.scorer = scorer;
        this.batchSize = batchSize;
        this.origin = log.size() == 0 ? 0 : log.time(0);
        this.events = log.shiftedBy(origin);
        this.destinations = distinctDestinations(log);
        scorer.reset();
        scorer.attach(TemporalAdjacency.of(events, workers));
    }

    private static int[] distinctDestinations(EventStream log) {
        BitSet seen = new BitSet(log.nodeCount());
        for (int i = 0; i < log.size(); i++) {
            seen.set(log.destination(i));
        }
        return seen.stream().toArray();
    }

    /** The nodes among which {@link #top} chooses: every destination of the log, ascending. */
    public int[] candidates() {
        return destinations.clone();
    }

    /**
     * Scores links.
     *
     * @param queries times ascending, none before those of an earlier call
     * @return a score a query; higher is likelier
     */
    public float[] score(LinkQueries queries) {
        float[] scores = new float[queries.size()];
        int from = 0;
        while (from < queries.size()) {
            advanceTo(queries.time()[from], from);
            int to = from + 1;
            while (to < queries.size() && to - from < CALL && queries.time()[to] == queries.time()[from]) {
                to++;
            }
            scoreCall(queries, from, to, scores);
            from = to;
        }
        return scores;
    }

    private void scoreCall(LinkQueries queries, int from, int to, float[] scores) {
        long[] times = new long[to - from];
        Arrays.fill(times, queries.time()[from] - origin);
        float[] call = new float[to - from];
        scorer.score(
                LinkQueries.of(
                        Arrays.copyOfRange(queries.source(), from, to),
                        Arrays.copyOfRange(queries.destination(), from, to),
                        times),
                call);
        System.arraycopy(call, 0, scores, from, call.length);
    }

    /**
     * The likeliest destinations.
     *
     * @param node k destinations, likeliest first; equal scores in ascending order of node
     * @param score their scores
     */
    public record Top(int[] node, float[] score) {}

    /** The k likeliest destinations of a source at a time not before those of earlier calls; fewer if there are fewer. */
    public Top top(int source, long time, int k) {
        if (k < 1) {
            throw InvalidInput.at("top-k", "k of at least 1", k);
        }
        int n = destinations.length;
        int[] sources = new int[n];
        long[] times = new long[n];
        Arrays.fill(sources, source);
        Arrays.fill(times, time);
        float[] scores = score(new LinkQueries(sources, destinations, times, n));
        long[] keys = new long[n];
        for (int i = 0; i < n; i++) {
            // Descending score, then ascending position: a sort of unique keys.
            int bits = Float.floatToIntBits(scores[i] + 0f);
            int ascending = bits ^ (bits >> (Integer.SIZE - 1) & Integer.MAX_VALUE);
            keys[i] = (long) ~ascending << Integer.SIZE | i;
        }
        Arrays.sort(keys);
        int count = Math.min(k, n);
        int[] node = new int[count];
        float[] score = new float[count];
        for (int r = 0; r < count; r++) {
            int i = (int) keys[r];
            node[r] = destinations[i];
            score[r] = scores[i];
        }
        return new Top(node, score);
    }

    private void advanceTo(long time, int query) {
        if (time < latest) {
            throw InvalidInput.at("query " + query + ", time", "times in ascending order, at least " + latest, time);
        }
        latest = time;
        while (observed < events.size()) {
            int to = Math.min(events.size(), observed + batchSize);
            if (events.time(to - 1) >= time - origin) {
                return;
            }
            scorer.observe(new EventBatch(events, observed, to));
            observed = to;
        }
    }
}
