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
        float[] slope = tape.scratch(x.size());
        tape.forRows(
                x.size(),
                GRAIN,
                (from, to) -> evaluate(
                        tape.kernels(), x.data(), from, y.data(), from, slope, from, new float[to - from], to - from));
        tape.record(() -> tape.forRows(x.size(), GRAIN, (from, to) -> {
            for (int i = from; x.needsGradient() && i < to; i++) {
                x.gradient()[i] = Math.fma(slope[i], y.gradient()[i], x.gradient()[i]);
            }
        }));
        return y;
    }

    /**
     * y = gelu(x) and slope = gelu'(x). x and y may be the same range.
     *
     * @param density room for {@code length} values
     */
    static void evaluate(
            Kernels kernels,
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            float[] slope,
            int slopeAt,
            float[] density,
            int length) {
        for (int i = 0; i < length; i++) {
            slope[slopeAt + i] = x[xAt + i] * SQRT_HALF;
        }
        kernels.erf(slope, slopeAt, slope, slopeAt, length);
        for (int i = 0; i < length; i++) {
            density[i] = -0.5f * x[xAt + i] * x[xAt + i];
        }
        kernels.exp(density, 0, density, 0, length);
        for (int i = 0; i < length; i++) {
            float v = x[xAt + i];
            float phi = Math.fma(0.5f, slope[slopeAt + i], 0.5f);
            slope[slopeAt + i] = Math.fma(v * INVERSE_SQRT_TWO_PI, density[i], phi);
            y[yAt + i] = v * phi;
        }
    }

    /**
     * x = gelu(x) in place, with the bits of {@link #evaluate}.
     *
     * @param buffer room for {@code length} values
     */
    static void value(Kernels kernels, float[] x, int at, float[] buffer, int length) {
        for (int i = 0; i < length; i++) {
            buffer[i] = x[at + i] * SQRT_HALF;
        }
        kernels.erf(buffer, 0, buffer, 0, length);
        for (int i = 0; i < length; i++) {
            x[at + i] *= Math.fma(0.5f, buffer[i], 0.5f);
        }
    }
}
