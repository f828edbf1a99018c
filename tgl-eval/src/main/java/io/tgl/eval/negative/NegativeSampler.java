package io.tgl.eval.negative;

import io.tgl.core.event.EventBatch;

/**
 * Draws one negative pair per event for evaluation. A sampler has one stream of draws: after {@link #reset} the same calls
 * give the same negatives, so that every epoch and every run sees the same ones.
 */
public sealed interface NegativeSampler permits RandomNegatives, HistoricalNegatives {
    /** Name in records, e.g. "random". */
    String name();

    /** Back to the start of the stream of draws. */
    void reset();

    /**
     * Draws for the events of a batch, in order.
     *
     * @param batch the positives
     * @param source receives the negatives' sources at offset ..
     * @param destination receives the negatives' destinations at offset ..
     */
    void sample(EventBatch batch, int[] source, int[] destination, int offset);
}
