package io.tgl.core.nn;

import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tensor;

/**
 * Trainable time encoding phi(dt) = cos(w dt + b), started at the ladder 1 ... 1e-9 and b = 0 (Xu et al. 2020).
 *
 * @param w [T, 1]
 * @param b [1, T]
 */
public record TimeEncoding(Tensor w, Tensor b) {
    /** Adds "PREFIX.w.weight" and "PREFIX.w.bias". */
    public static TimeEncoding create(Parameters parameters, String prefix, int width) {
        return new TimeEncoding(
                parameters.add(prefix + ".w.weight", Initializers.timeLadder(width), width, 1),
                parameters.add(prefix + ".w.bias", new float[width], 1, width));
    }

    /** T. */
    public int width() {
        return w.size();
    }
}
