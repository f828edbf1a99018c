package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import org.jspecify.annotations.Nullable;

/**
 * Where a dropout mask comes from: counter-based, so that no draw depends on threads or on what was drawn before.
 *
 * @param probability of an element to be dropped; kept ones are scaled by 1 / (1 - probability)
 * @param key Philox key of (seed, path of the operation)
 */
public record Dropout(float probability, long key, int epoch, int batch) {
    /** Without dropout. */
    public static final Dropout NONE = new Dropout(0f, 0, 0, 0);

    private static final int GRAIN = 1 << 14;

    /** The mask of a tensor of {@code size} elements in row-major order, or null where nothing is dropped. */
    public float @Nullable [] mask(Tape tape, int size) {
        if (probability <= 0f || !tape.training()) {
            return null;
        }
        float[] mask = tape.scratch(size);
        float scale = 1f / (1f - probability);
        tape.forRows(
                size,
                GRAIN,
                (from, to) ->
                        tape.kernels().dropoutMask(key, epoch, batch, from, probability, scale, mask, from, to - from));
        return mask;
    }
}
