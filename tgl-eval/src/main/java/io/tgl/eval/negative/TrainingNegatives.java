package io.tgl.eval.negative;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.random.Philox;
import io.tgl.core.random.RandomStreams;

/**
 * Negatives of training batches. What is drawn depends on seed, epoch and batch alone, so a resumed run draws the same;
 * the published code draws from a global generator without a seed, which nobody can repeat. Random ones: the positive's
 * source with a destination drawn uniformly from the distinct destinations of the training events. Historical ones: pairs
 * of the training events seen up to the batch's first time and not between its first and last, without replacement; where
 * there are too few, random pairs that the batch does not have stand in front, as in {@link HistoricalNegatives}.
 */
public final class TrainingNegatives {
    private static final String STREAM = "training negatives";
    private static final int WORDS = 4;

    private final NegativeKind kind;
    private final int[] sources;
    private final int[] destinations;
    private final SeenPairs pairs;

    /** Random ones of these events. */
    public TrainingNegatives(EventStream training) {
        this(training, NegativeKind.RANDOM);
    }

    /** Random or historical ones of these events. */
    public TrainingNegatives(EventStream training, NegativeKind kind) {
        this.kind = new NegativeChoice(kind, NegativeChoice.PUBLISHED.test()).training();
        this.sources = DistinctNodes.sources(training);
        this.destinations = DistinctNodes.destinations(training);
        if (destinations.length == 0) {
            throw InvalidInput.at("training negatives", "at least one training event", "none");
        }
        this.pairs = SeenPairs.of(kind == NegativeKind.RANDOM ? training.select(new int[0]) : training);
    }

    /** Random or historical. */
    public NegativeKind kind() {
        return kind;
    }

    /**
     * Fills {@code source} and {@code destination}, whose length is the batch's size.
     *
     * @param events the batch, of the training events
     * @param seed of the run
     * @param epoch from 1
     * @param batch number of the batch, from 0
     */
    public void sample(EventBatch events, long seed, int epoch, int batch, int[] source, int[] destination) {
        if (kind == NegativeKind.RANDOM) {
            for (int i = 0; i < source.length; i++) {
                source[i] = events.source(i);
            }
            sample(seed, epoch, batch, destination);
            return;
        }
        int size = events.size();
        long start = events.time(0);
        int seen = pairs.seenUpTo(start);
        int[] current = pairs.between(start, events.time(size - 1));
        int candidates = seen;
        for (int pair : current) {
            candidates -= pair < seen ? 1 : 0;
        }
        int filled = Math.max(0, size - candidates);
        PairDraws draws = new PairDraws(seed, STREAM, epoch, batch);
        if (filled > 0) {
            draws.any(sources, destinations, events, filled, source, destination, 0);
        }
        int[] chosen = draws.range(0, seen, current, size - filled);
        for (int i = 0; i < chosen.length; i++) {
            source[filled + i] = pairs.source(chosen[i]);
            destination[filled + i] = pairs.destination(chosen[i]);
        }
    }

    /**
     * Fills {@code destination}, whose length is the batch's size, with random ones; the sources are the positives'.
     *
     * @param seed of the run
     * @param epoch from 1
     * @param batch from 0
     */
    public void sample(long seed, int epoch, int batch, int[] destination) {
        long key = RandomStreams.key(seed, STREAM);
        int[] words = new int[WORDS];
        for (int i = 0; i < destination.length; i++) {
            if (i % WORDS == 0) {
                Philox.block(key, i / WORDS, epoch, batch, words);
            }
            // The high half of a 32 x 32 bit product: uniform but for a share of 2^-32 times the range.
            long scaled = (words[i % WORDS] & 0xFFFFFFFFL) * destinations.length;
            destination[i] = destinations[(int) (scaled >>> Integer.SIZE)];
        }
    }
}
