package io.tgl.models.memory;

import io.tgl.core.random.RandomStreams;
import io.tgl.core.tensor.op.Dropout;

/** Dropout of one training batch; a stream of its own for each place. */
record Dropouts(float probability, long seed, int epoch, int batch) {
    static final Dropouts NONE = new Dropouts(0f, 0, 0, 0);

    Dropout of(String place) {
        return probability == 0f
                ? Dropout.NONE
                : new Dropout(probability, RandomStreams.key(seed, "dropout/" + place), epoch, batch);
    }
}
