package io.tgl.models.model;

import io.tgl.core.nn.Dropouts;
import io.tgl.core.random.RandomStreams;
import io.tgl.core.tensor.op.Dropout;

/**
 * Where a training batch gets its dropout masks from: a stream of its own for each place in the model.
 *
 * @param probability of an element to be dropped
 * @param seed of the model
 * @param epoch from 1
 * @param batch number within the epoch
 * @param merged whether equal computations of the batch are done once and share a draw (other noise with the same mean), or
 *     are done and drawn separately as published implementations do
 */
public record DropoutStreams(float probability, long seed, int epoch, int batch, boolean merged) implements Dropouts {
    /** Nothing is dropped, so that merging is exact. */
    public static final DropoutStreams NONE = new DropoutStreams(0f, 0, 0, 0, true);

    /** The masks of a place, e.g. "attention/0". */
    @Override
    public Dropout of(String place) {
        return probability == 0f
                ? Dropout.NONE
                : new Dropout(probability, RandomStreams.key(seed, "dropout/" + place), epoch, batch);
    }
}
