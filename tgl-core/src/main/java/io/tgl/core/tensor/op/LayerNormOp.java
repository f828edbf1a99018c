package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalisation of each row, y = gain (v - mean) / sqrt(variance + 1e-5) + bias (Ba et al. 2016; population
 * variance; mean and variance are sums of 16 lanes), of v = x, or of v = residual + dropout(x), which is never stored.
 *
 * <p>Shapes: x, residual, y [n, D]; gain, bias [1, D].
 */
public final class LayerNormOp {
    private static final float EPSILON = 1e-5f;
    private static final int GRAIN = 32;

    private final Tape tape;
    private final Tensor x;
    private final @Nullable Tensor residual;
    private final Tensor gain;
    private final Tensor y;
    private final float @Nullable [] mask;
    private final float[] normal;
    private final float[] inverse;

    private LayerNormOp(Tape tape, Tensor x, @Nullable Tensor residual, Dropout dropout, Tensor gain) {
        this.tape = tape;
        this.x = x;
        this.residual = residual;
        this.gain = gain;
        this.y = tape.result(x.rows(), x.columns(), true);
        this.mask = dropout.mask(tape, x.size());
        this.normal = tape.scratch(x.size());
        this.inverse = tape.scratch(x.rows());
    }

    /** y = LayerNorm(x). */
    public static Tensor apply(Tape tape, Tensor x, Tensor gain, Tensor bias) {
        return new LayerNormOp(tape, x, null, Dropout.NONE, gain).run(bias);
    }

    /** y = LayerNorm(residual + dropout(x)). */
    public static Tensor afterResidual(
            Tape tape, Tensor x, Tensor residual, Dropout dropout, Tensor gain, Tensor bias) {
        return new LayerNormOp(tape, x, residual, dropout, gain).run(bias);
    }

    private Tensor run(Tensor bias) {
        tape.forRows(x.rows(), GRAIN, (from, to) -> forward(bias, from, to));
        tape.record(() -> backward(bias));
        return y;
    }

    private void forward(Tensor bias, int from, int to) {
        int d = x.columns();
        sum(from * d, to * d);
        for (int r = from; r < to; r++) {
            int at = r * d;
            normalise(tape.kernels(), at, r);
            for (int j = 0; j < d; j++) {
                y.data()[at + j] = Math.fma(normal[at + j], gain.data()[j], bias.data()[j]);
            }
        }
    }

    private void sum(int from, int to) {
        System.arraycopy(x.data(), from, normal, from, to - from);
        for (int i = from; mask != null && i < to; i++) {
            normal[i] *= mask[i];
        }
        for (int i = from; residual != null && i < to; i++) {
            normal[i] += residual.data()[i];
        }
    }

    private void normalise(Kernels kernels, int at, int row) {
        int d = x.columns();
        float mean = kernels.sum(normal, at, d) / d;
        for (int j = at; j < at + d; j++) {
            normal[j] -= mean;
        }
        float variance = kernels.dot(normal, at, normal, at, d) / d;
        inverse[row] = (float) (1.0 / Math.sqrt((double) variance + EPSILON));
        float factor = inverse[row];
        for (int j = at; j < at + d; j++) {
            normal[j] *= factor;
        }
    }

    private void backward(Tensor bias) {
        float[] weighted = tape.scratch(x.size());
        float[] dy = y.gradient();
        tape.forRows(x.rows(), GRAIN, (from, to) -> {
            for (int i = from * x.columns(); i < to * x.columns(); i++) {
                weighted[i] = dy[i] * normal[i];
            }
        });
        LinearOp.addColumnSums(tape, weighted, x.rows(), x.columns(), gain.accumulator());
        LinearOp.addColumnSums(tape, dy, x.rows(), x.columns(), bias.accumulator());
        tape.forRows(x.rows(), GRAIN, this::backwardRows);
    }

    private void backwardRows(int from, int to) {
        int d = x.columns();
        float[] g = new float[d];
        for (int r = from; r < to; r++) {
            int at = r * d;
            for (int j = 0; j < d; j++) {
                g[j] = y.gradient()[at + j] * gain.data()[j];
            }
            float mean = tape.kernels().sum(g, 0, d) / d;
            float along = tape.kernels().dot(g, 0, normal, at, d) / d;
            float factor = inverse[r];
            for (int j = 0; j < d; j++) {
                g[j] = factor * (g[j] - mean - normal[at + j] * along);
            }
            spread(g, at);
        }
    }

    private void spread(float[] g, int at) {
        if (residual != null && residual.needsGradient()) {
            add(residual.gradient(), at, g);
        }
        for (int j = 0; mask != null && j < g.length; j++) {
            g[j] *= mask[at + j];
        }
        if (x.needsGradient()) {
            add(x.gradient(), at, g);
        }
    }

    private static void add(float[] target, int at, float[] g) {
        for (int j = 0; j < g.length; j++) {
            target[at + j] += g[j];
        }
    }
}
