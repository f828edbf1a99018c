package io.tgl.core.nn;

import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tensor;

/**
 * Trainable time encoding phi(dt) = cos(w dt + b) (Xu et al. 2020). Any other number, such as that of a node, is encoded
 * the same way.
 *
 * @param w [T, 1]
 * @param b [1, T]
 */
public record TimeEncoding(Tensor w, Tensor b) {
    /** Adds "PREFIX.w.weight", the ladder 1 ... 1e-9, and "PREFIX.w.bias", 0. */
    public static TimeEncoding create(Parameters parameters, String prefix, int width) {
        return new TimeEncoding(
                parameters.add(prefix + ".w.weight", Initializers.timeLadder(width), width, 1),
                parameters.add(prefix + ".w.bias", new float[width], 1, width));
    }

    /** Adds "PREFIX.lin.weight" and "PREFIX.lin.bias", both U(-1, 1): the start of a Linear, as in PyTorch Geometric. */
    public static TimeEncoding linear(Parameters parameters, Initializers init, String prefix, int width) {
        Linear linear = Linear.create(parameters, init, prefix + ".lin", 1, width);
        return new TimeEncoding(linear.weight(), linear.bias());
    }

    /** T. */
    public int width() {
        return w.size();
    }
}
