package io.tgl.eval.negative;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.random.Philox;
import io.tgl.core.random.RandomStreams;

/**
 * Negatives of training batches: destinations drawn uniformly from the distinct destinations of the training events, the
 * source is the positive's. What is drawn depends on seed, epoch and batch alone, so a resumed run draws the same; the
 * published code draws from a global generator without a seed, which nobody can repeat.
 */
public final class TrainingNegatives {
    private static final String STREAM = "training negatives";
    private static final int WORDS = 4;

    private final int[] destinations;

    /** Draws from the destinations of these events. */
    public TrainingNegatives(EventStream training) {
        destinations = DistinctNodes.destinations(training);
        if (destinations.length == 0) {
            throw InvalidInput.at("training negatives", "at least one training event", "none");
        }
    }

    /**
     * Fills {@code destination}, whose length is the batch's size.
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
