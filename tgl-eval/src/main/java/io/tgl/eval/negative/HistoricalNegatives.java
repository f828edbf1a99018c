package io.tgl.eval.negative;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.core.random.PythonHashedSet;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * DyGLib's historical and inductive negatives: pairs seen up to the batch's first time but not between its first and last
 * time; inductive ones were also not seen up to the last observed time. Both ends of a negative differ from its positive's.
 * If there are fewer such pairs than events, all of them are taken, behind random pairs that the batch does not have.
 *
 * <p>Exactness. The published code numbers its candidates in the iteration order of a CPython set of pairs and takes
 * {@code RandomState.choice} of them; both are replayed, so as long as there are enough candidates the negatives are the
 * published ones, bit for bit: those of CPython up to 3.7, with which the published figures come out to the digit (later
 * ones hash pairs in another way, and so draw others). The random pairs that fill up a batch (in practice the first
 * batches of inductive negatives) are the published ones in distribution only: the published code chooses from a set of
 * all sources by all destinations, which is not built here; its stream of draws is passed over, so later batches are
 * exact again.
 *
 * <p>Limits. Above {@link #MOST_REPLAYED} distinct pairs, or 2^30 sources by destinations, nothing is replayed: candidates
 * are drawn by rejection, equal in distribution. Cost of a replayed batch: proportional to the distinct pairs so far.
 */
public final class HistoricalNegatives implements NegativeSampler {
    /** Distinct pairs up to which the published draws are replayed. */
    public static final int MOST_REPLAYED = 1 << 20;

    private static final long LARGEST_PRODUCT = 1L << 30;
    private static final String STREAM = "historical negatives";
    /** DyGLib's ids start at 1, which counts in the hashes. */
    private static final int FIRST_ID = 1;

    private final NegativeKind kind;
    private final long seed;
    private final SeenPairs pairs;
    private final int observed;
    private final int[] sources;
    private final int[] destinations;
    private final boolean replayed;
    private final long[] hash;
    private NumpyRandomState random;
    private PythonHashedSet history;
    private int inHistory;
    private int call;

    private HistoricalNegatives(NegativeKind kind, EventStream events, long lastObservedTime, long seed, int limit) {
        this.kind = kind;
        this.seed = seed;
        this.pairs = SeenPairs.of(events);
        this.observed = kind == NegativeKind.INDUCTIVE ? pairs.seenUpTo(lastObservedTime) : 0;
        this.sources = DistinctNodes.sources(events);
        this.destinations = DistinctNodes.destinations(events);
        this.replayed = pairs.size() <= limit && (long) sources.length * destinations.length <= LARGEST_PRODUCT;
        this.hash = new long[replayed ? pairs.size() : 0];
        for (int pair = 0; pair < hash.length; pair++) {
            hash[pair] = PythonHashedSet.hashOfPair(pairs.source(pair) + FIRST_ID, pairs.destination(pair) + FIRST_ID);
        }
        this.random = new NumpyRandomState(seed);
        this.history = new PythonHashedSet(hash);
    }

    /**
     * Historical negatives.
     *
     * @param events whose pairs are candidates; the batches' events are among them
     * @param seed of NumPy's RandomState
     */
    public static HistoricalNegatives historical(EventStream events, long seed) {
        return new HistoricalNegatives(NegativeKind.HISTORICAL, events, Long.MIN_VALUE, seed, MOST_REPLAYED);
    }

    /**
     * Inductive negatives.
     *
     * @param lastObservedTime last time of training (for validation) or of validation (for test)
     */
    public static HistoricalNegatives inductive(EventStream events, long lastObservedTime, long seed) {
        return new HistoricalNegatives(NegativeKind.INDUCTIVE, events, lastObservedTime, seed, MOST_REPLAYED);
    }

    /** The same candidates, drawn by rejection whatever their number. */
    HistoricalNegatives byRejection(EventStream events, long lastObservedTime) {
        return new HistoricalNegatives(kind, events, lastObservedTime, seed, -1);
    }

    @Override
    public String name() {
        return kind.label();
    }

    @Override
    public void reset() {
        random = new NumpyRandomState(seed);
        history = new PythonHashedSet(hash);
        inHistory = 0;
        call = 0;
    }

    @Override
    public void sample(EventBatch batch, int[] source, int[] destination, int offset) {
        int size = batch.size();
        if (size == 0) {
            return;
        }
        long start = batch.time(0);
        int seen = pairs.seenUpTo(start);
        int[] current = pairs.between(start, batch.time(size - 1));
        int candidates = Math.max(0, seen - observed) - inRange(current, observed, seen);
        int filled = Math.max(0, size - candidates);
        if (filled > 0) {
            fill(batch, filled, source, destination, offset);
        }
        int[] chosen = replayed
                ? replay(seen, current, Math.min(size, candidates), filled > 0)
                : new PairDraws(seed, STREAM, 0, call).range(observed, seen, current, size - filled);
        for (int i = 0; i < chosen.length; i++) {
            source[offset + filled + i] = pairs.source(chosen[i]);
            destination[offset + filled + i] = pairs.destination(chosen[i]);
        }
        call++;
    }

    private static int inRange(int[] ascending, int from, int to) {
        return (int) Arrays.stream(ascending)
                .filter(pair -> pair >= from && pair < to)
                .count();
    }

    private void fill(EventBatch batch, int count, int[] source, int[] destination, int offset) {
        new PairDraws(seed, STREAM + ", filled", 0, call)
                .any(sources, destinations, batch, count, source, destination, offset);
        if (replayed) {
            long inBatch = IntStream.range(0, batch.size())
                    .mapToLong(i -> SeenPairs.key(batch.source(i), batch.destination(i)))
                    .distinct()
                    .count();
            int possible = (int) ((long) sources.length * destinations.length - inBatch);
            if (possible < count) {
                random.integers(possible, count);
            } else {
                random.skipPermutation(possible);
            }
        }
    }

    /** The published choice of that many candidates. */
    private int[] replay(int seen, int[] current, int count, boolean all) {
        if (seen < inHistory) {
            history = new PythonHashedSet(hash);
            inHistory = 0;
        }
        while (inHistory < seen) {
            history.add(inHistory++);
        }
        PythonHashedSet unseen =
                kind == NegativeKind.INDUCTIVE ? history.minus(pair -> pair < observed, observed) : history;
        BitSet inBatch = new BitSet(pairs.size());
        for (int pair : current) {
            inBatch.set(pair);
        }
        int[] candidates = unseen.minus(inBatch::get, current.length).iterationOrder();
        if (all) {
            return candidates;
        }
        int[] chosen = random.choiceWithoutReplacement(candidates.length, count);
        return Arrays.stream(chosen).map(position -> candidates[position]).toArray();
    }
}
