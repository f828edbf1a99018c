package io.tgl.eval.negative;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.random.Philox;
import io.tgl.core.random.RandomStreams;

/**
 * Training negatives of the Temporal Graph Benchmark: any id from the lowest to the highest destination of all events, each
 * equally likely. Draws depend on seed, epoch and batch only.
 *
 * @param lowest lowest destination
 * @param highest highest destination
 */
public record RangeNegatives(int lowest, int highest) {
    private static final String STREAM = "range negatives";
    private static final int WORDS = 4;

    /** Those of a stream. */
    public static RangeNegatives of(EventStream events) {
        if (events.size() == 0) {
            throw InvalidInput.at("training negatives", "at least one event", "none");
        }
        int low = Integer.MAX_VALUE;
        int high = 0;
        for (int i = 0; i < events.size(); i++) {
            low = Math.min(low, events.destination(i));
            high = Math.max(high, events.destination(i));
        }
        return new RangeNegatives(low, high);
    }

    /**
     * {@code size} destinations.
     *
     * @param seed of the run
     * @param epoch from 1
     * @param batch from 0
     */
    public int[] draw(long seed, int epoch, int batch, int size) {
        long key = RandomStreams.key(seed, STREAM);
        int[] words = new int[WORDS];
        int[] drawn = new int[size];
        for (int i = 0; i < size; i++) {
            if (i % WORDS == 0) {
                Philox.block(key, i / WORDS, epoch, batch, words);
            }
            // The high half of a 32 x 32 bit product: uniform but for a share of 2^-32 times the range.
            long scaled = (words[i % WORDS] & 0xFFFFFFFFL) * (highest - lowest + 1L);
            drawn[i] = lowest + (int) (scaled >>> Integer.SIZE);
        }
        return drawn;
    }
}
