package io.tgl.core.nn;

import io.tgl.core.random.RandomStreams;
import io.tgl.core.tensor.op.Dropout;

/**
 * The dropout of one training batch: a random stream of its own for each place in the model.
 *
 * @param probability of an element to be dropped
 * @param seed of the model
 * @param epoch from 1
 * @param batch number of the batch within the epoch
 */
public record Dropouts(float probability, long seed, int epoch, int batch) {
    /** Nothing is dropped. */
    public static final Dropouts NONE = new Dropouts(0f, 0, 0, 0);

    /** The dropout of a place, e.g. "transformers.0/weights". */
    public Dropout of(String place) {
        return probability == 0f
                ? Dropout.NONE
                : new Dropout(probability, RandomStreams.key(seed, "dropout/" + place), epoch, batch);
    }
}
