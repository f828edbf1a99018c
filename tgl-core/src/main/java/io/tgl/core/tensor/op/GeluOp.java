package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * y = x Phi(x) with the normal distribution Phi(x) = (1 + erf(x / sqrt 2)) / 2: the exact Gaussian error linear unit
 * (Hendrycks and Gimpel 2016), not its tanh approximation. dy/dx = Phi(x) + x exp(-x^2 / 2) / sqrt(2 pi). Any shape.
 */
public final class GeluOp {
    private static final int GRAIN = 1 << 12;
    private static final float SQRT_HALF = 0.70710677f;
    private static final float INVERSE_SQRT_TWO_PI = 0.3989423f;

    private GeluOp() {}

    /** Applies the function. */
    public static Tensor apply(Tape tape, Tensor x) {
        Tensor y = tape.result(x.rows(), x.columns(), x.needsGradient());
        float[] phi = tape.scratch(x.size());
        float[] slope = tape.scratch(tape.recording() ? x.size() : 0);
        tape.forRows(x.size(), GRAIN, (from, to) -> {
            Kernels kernels = tape.kernels();
            distribution(kernels, x.data(), from, phi, from, to - from);
            if (tape.recording()) {
                slope(kernels, x.data(), from, phi, from, slope, from, to - from);
            }
            product(x.data(), from, phi, from, y.data(), from, to - from);
        });
        tape.record(() -> tape.forRows(x.size(), GRAIN, (from, to) -> {
            for (int i = from; x.needsGradient() && i < to; i++) {
                x.gradient()[i] = Math.fma(slope[i], y.gradient()[i], x.gradient()[i]);
            }
        }));
        return y;
    }

    /** phi = Phi(x). */
    static void distribution(Kernels kernels, float[] x, int xAt, float[] phi, int at, int length) {
        for (int i = 0; i < length; i++) {
            phi[at + i] = x[xAt + i] * SQRT_HALF;
        }
        kernels.erf(phi, at, phi, at, length);
        for (int i = at; i < at + length; i++) {
            phi[i] = Math.fma(0.5f, phi[i], 0.5f);
        }
    }

    /** slope = Phi(x) + x exp(-x^2 / 2) / sqrt(2 pi). */
    static void slope(
            Kernels kernels, float[] x, int xAt, float[] phi, int phiAt, float[] slope, int slopeAt, int length) {
        for (int i = 0; i < length; i++) {
            slope[slopeAt + i] = -0.5f * x[xAt + i] * x[xAt + i];
        }
        kernels.exp(slope, slopeAt, slope, slopeAt, length);
        for (int i = 0; i < length; i++) {
            slope[slopeAt + i] =
                    Math.fma(x[xAt + i] * INVERSE_SQRT_TWO_PI, slope[slopeAt + i], phi[phiAt + i]);
        }
    }

    /** y = x phi. x and y may be the same range. */
    static void product(float[] x, int xAt, float[] phi, int phiAt, float[] y, int yAt, int length) {
        for (int i = 0; i < length; i++) {
            y[yAt + i] = x[xAt + i] * phi[phiAt + i];
        }
    }
}
