package io.tgl.models.model;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.models.query.LinkQueries;
import java.util.Map;

/**
 * A scorer that learns. The driver knows nothing of loss, gradient or optimizer: it hands over a batch and gets the loss
 * back. All randomness (dropout, sampling) is keyed by the model's seed, the epoch and the batch, never by what was drawn
 * before, so that training resumed from a saved epoch continues with the same bits.
 */
public interface TrainableScorer extends Scorer {
    /**
     * Called once before the first epoch: takes from the training events what a model needs to know of them beforehand,
     * e.g. the mean gap between two events of a node. Most need nothing.
     */
    default void prepare(EventStream trainingEvents) {}

    /**
     * One training step: forward over positives and negatives, {@link #observe} of the batch with the weights still old,
     * backward, optimizer step.
     *
     * @param positives queries whose answer is yes; in link prediction the batch's events
     * @param negatives queries whose answer is no, any number of them; in link prediction as many corrupted ones, query i
     *     belonging to positive i
     * @param batch the events that the state advances by
     * @param epoch from 1
     * @param batchNumber number of the batch within the epoch, from 0
     * @return the batch's mean loss
     */
    double trainBatch(LinkQueries positives, LinkQueries negatives, EventBatch batch, int epoch, int batchNumber);

    /** Copies of all parameters, row-major, by name; always in the same order. */
    Map<String, float[]> parameters();

    /**
     * Sets all parameters.
     *
     * @throws io.tgl.core.base.InvalidInput naming the parameter, if a name or a length is not this model's
     */
    void loadParameters(Map<String, float[]> parameters);

    /**
     * What the optimizer carries from step to step, as copies: {@code float[]}, {@code int[]} or {@code long[]} by name,
     * in a fixed order (a counter is a {@code long[1]}).
     */
    Map<String, Object> optimizerState();

    /** Back to what {@link #optimizerState} gave. */
    void loadOptimizerState(Map<String, Object> state);
}
