package io.tgl.models.heuristic;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.TimeQuantile;
import io.tgl.core.graph.NeighborSource;
import io.tgl.models.model.InputChannel;
import io.tgl.models.model.LiveScorer;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.Visibility;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.RankingQueries;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * EdgeBank: a link is likely if the same ordered pair is remembered. Score 1 if it is, else 0. History is everything
 * observed, by batch; what of it is remembered says {@link EdgeBankMemory}.
 *
 * <p>Poursafaei, Huang, Pelrine, Rabbany, "Towards Better Evaluation for Dynamic Link Prediction", NeurIPS 2022; the
 * modes and their details as in DyGLib (Yu et al., NeurIPS 2023). A query costs one look-up, an observed event one; the
 * interval mode also walks over all pairs once per observed batch.
 */
public final class EdgeBank implements LiveScorer {
    private static final int SMALLEST = 16;

    private final EdgeBankMemory memory;
    private final PairTable pairs = new PairTable();
    private long[] times = new long[SMALLEST];
    private long events;
    private long lastTime = Long.MIN_VALUE;

    /** What an entry's last time (windows) or count (threshold) must reach; out of date after an event. */
    private double limit = Double.NEGATIVE_INFINITY;

    private boolean limitCurrent;

    /** An empty bank of this mode. */
    public EdgeBank(EdgeBankMemory memory) {
        this.memory = memory;
    }

    /** The mode with the widest use: every pair seen. */
    public static EdgeBank unlimited() {
        return new EdgeBank(new EdgeBankMemory.Unlimited());
    }

    /** What it remembers. */
    public EdgeBankMemory memory() {
        return memory;
    }

    @Override
    public String name() {
        return "EdgeBank " + memory.mode();
    }

    @Override
    public Visibility visibility() {
        return Visibility.BATCH;
    }

    @Override
    public Set<InputChannel> inputs() {
        return switch (memory) {
            case EdgeBankMemory.Unlimited _, EdgeBankMemory.RepeatThreshold _ -> Set.of();
            case EdgeBankMemory.FixedProportion _, EdgeBankMemory.RepeatInterval _, EdgeBankMemory.SlidingWindow _ ->
                Set.of(InputChannel.TIME);
        };
    }

    @Override
    public void reset() {
        pairs.clear();
        events = 0;
        lastTime = Long.MIN_VALUE;
        limitCurrent = false;
    }

    @Override
    public void attach(NeighborSource neighbors) {
        // It looks at pairs, never at neighbors.
    }

    @Override
    public void score(LinkQueries queries, float[] scores) {
        bringLimitUpToDate();
        for (int i = 0; i < queries.size(); i++) {
            int entry = pairs.find(queries.source()[i], queries.destination()[i]);
            scores[i] = entry >= 0 && remembers(entry) ? 1f : 0f;
        }
    }

    @Override
    public void rank(RankingQueries queries, float[][] scores) {
        bringLimitUpToDate();
        for (int i = 0; i < queries.size(); i++) {
            int source = queries.source()[i];
            int[] candidates = queries.candidates()[i];
            for (int c = 0; c < candidates.length; c++) {
                int entry = pairs.find(source, candidates[c]);
                scores[i][c] = entry >= 0 && remembers(entry) ? 1f : 0f;
            }
        }
    }

    private boolean remembers(int entry) {
        return switch (memory) {
            case EdgeBankMemory.Unlimited _ -> true;
            case EdgeBankMemory.RepeatThreshold _ -> pairs.count(entry) >= limit;
            case EdgeBankMemory.FixedProportion _, EdgeBankMemory.RepeatInterval _, EdgeBankMemory.SlidingWindow _ ->
                (double) pairs.last(entry) >= limit;
        };
    }

    private void bringLimitUpToDate() {
        if (!limitCurrent && events > 0) {
            limit = switch (memory) {
                case EdgeBankMemory.Unlimited _ -> Double.NEGATIVE_INFINITY;
                case EdgeBankMemory.RepeatThreshold _ -> (double) events / pairs.size();
                case EdgeBankMemory.FixedProportion f ->
                    TimeQuantile.of(times, Math.toIntExact(events), 1 - f.proportion());
                case EdgeBankMemory.RepeatInterval _ -> (double) lastTime - meanRepeatInterval();
                case EdgeBankMemory.SlidingWindow w -> (double) lastTime - w.ticks();
            };
        }
        limitCurrent = true;
    }

    private double meanRepeatInterval() {
        double sum = 0;
        for (int entry = 0; entry < pairs.size(); entry++) {
            int repeats = pairs.count(entry) - 1;
            if (repeats > 0) {
                sum += (double) (pairs.last(entry) - pairs.first(entry)) / repeats;
            }
        }
        return sum / pairs.size();
    }

    @Override
    public void observe(EventBatch batch) {
        if (batch.size() == 0) {
            return;
        }
        if (batch.time(0) < lastTime) {
            throw InvalidInput.at("EdgeBank", "a batch that starts at time " + lastTime + " or later", batch.time(0));
        }
        boolean keepsTimes = memory instanceof EdgeBankMemory.FixedProportion;
        if (keepsTimes) {
            makeRoomForTimes(events + batch.size());
        }
        for (int i = 0; i < batch.size(); i++) {
            long time = batch.time(i);
            pairs.add(batch.source(i), batch.destination(i), time);
            if (keepsTimes) {
                times[(int) events] = time;
            }
            events++;
        }
        lastTime = batch.time(batch.size() - 1);
        limitCurrent = false;
    }

    private void makeRoomForTimes(long needed) {
        if (needed > times.length) {
            int capacity = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * times.length));
            if (needed > capacity) {
                throw InvalidInput.at("EdgeBank fixed_proportion", "at most " + capacity + " events", needed);
            }
            times = Arrays.copyOf(times, capacity);
        }
    }

    /** Pairs with one of these nodes are forgotten; times and the number of events, which name no node, stay. */
    @Override
    public void forget(int[] nodes) {
        pairs.removeNodes(nodes);
        limitCurrent = false;
    }

    /** Windows and intervals are of a stream in order of time. */
    @Override
    public boolean admitsLateEvents() {
        return false;
    }

    @Override
    public ModelState state() {
        Map<String, Object> arrays = new LinkedHashMap<>();
        arrays.put("pair", pairs.pairs());
        arrays.put("count", pairs.counts());
        arrays.put("first_time", pairs.firstTimes());
        arrays.put("last_time", pairs.lastTimes());
        boolean keepsTimes = memory instanceof EdgeBankMemory.FixedProportion;
        arrays.put("event_time", Arrays.copyOf(times, keepsTimes ? (int) events : 0));
        arrays.put("events_and_time", new long[] {events, lastTime});
        return new ModelState(arrays);
    }

    @Override
    public void restore(ModelState state) {
        Map<String, Object> arrays = state.arrays();
        pairs.load(
                longs(arrays, "pair"), ints(arrays, "count"), longs(arrays, "first_time"), longs(arrays, "last_time"));
        long[] eventTimes = longs(arrays, "event_time");
        times = Arrays.copyOf(eventTimes, Math.max(SMALLEST, eventTimes.length));
        events = longs(arrays, "events_and_time")[0];
        lastTime = longs(arrays, "events_and_time")[1];
        limitCurrent = false;
    }

    private static long[] longs(Map<String, Object> arrays, String name) {
        if (arrays.get(name) instanceof long[] values) {
            return values;
        }
        throw InvalidInput.at("EdgeBank state", "int64 array " + name, arrays.keySet());
    }

    private static int[] ints(Map<String, Object> arrays, String name) {
        if (arrays.get(name) instanceof int[] values) {
            return values;
        }
        throw InvalidInput.at("EdgeBank state", "int32 array " + name, arrays.keySet());
    }
}
