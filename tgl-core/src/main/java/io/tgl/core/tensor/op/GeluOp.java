package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * y = x Phi(x) with the normal distribution Phi(x) = (1 + erf(x / sqrt 2)) / 2: the exact Gaussian error linear unit
 * (Hendrycks and Gimpel 2016), not its tanh approximation. dy/dx = Phi(x) + x exp(-x^2 / 2) / sqrt(2 pi). Any shape.
 */
public final class GeluOp {
    private static final int GRAIN = 1 << 12;

    private GeluOp() {}

    /** Applies the function. */
    public static Tensor apply(Tape tape, Tensor x) {
        Tensor y = tape.result(x.rows(), x.columns(), x.needsGradient());
        float[] slope = tape.scratch(x.size());
        tape.forRows(
                x.size(),
                GRAIN,
                (from, to) -> tape.kernels().gelu(x.data(), from, y.data(), from, slope, from, to - from));
        tape.record(() -> tape.forRows(x.size(), GRAIN, (from, to) -> {
            for (int i = from; x.needsGradient() && i < to; i++) {
                x.gradient()[i] = Math.fma(slope[i], y.gradient()[i], x.gradient()[i]);
            }
        }));
        return y;
    }
}
