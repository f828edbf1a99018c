package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;

/**
 * A linear map of normalised rows, the normalisation last: W LayerNorm(x) + b = r (p - m s) + k with m and r = 1 / sqrt(
 * variance + 1e-5) of the row x, p = (W gain) x, s = (W gain) 1 and k = W bias + b. So where x is a sum of rows of
 * tables, the map runs on the tables. Mean and variance are sums of 16 lanes.
 *
 * <p>Shapes: x [n, D]; p, y [n, O]; s, k [1, O].
 */
public final class LateNormOp {
    private static final float EPSILON = 1e-5f;
    private static final int GRAIN = 32;

    private final Tape tape;
    private final Tensor x;
    private final Tensor p;
    private final Tensor s;
    private final Tensor k;
    private final Tensor y;
    private final float[] mean;
    private final float[] inverse;

    private LateNormOp(Tape tape, Tensor x, Tensor p, Tensor s, Tensor k) {
        this.tape = tape;
        this.x = x;
        this.p = p;
        this.s = s;
        this.k = k;
        this.y = tape.result(p.rows(), p.columns(), true);
        this.mean = tape.scratch(x.rows());
        this.inverse = tape.scratch(x.rows());
    }

    /** Applies the operation. */
    public static Tensor apply(Tape tape, Tensor x, Tensor p, Tensor s, Tensor k) {
        LateNormOp op = new LateNormOp(tape, x, p, s, k);
        tape.forRows(x.rows(), GRAIN, op::forward);
        tape.record(op::backward);
        return op.y;
    }

    private void forward(int from, int to) {
        int d = x.columns();
        int o = p.columns();
        float[] centred = new float[d];
        for (int r = from; r < to; r++) {
            moments(r, centred);
            float m = mean[r];
            float factor = inverse[r];
            float[] v = p.data();
            float[] target = y.data();
            for (int j = 0, at = r * o; j < o; j++) {
                target[at + j] = Math.fma(factor, Math.fma(-m, s.data()[j], v[at + j]), k.data()[j]);
            }
        }
    }

    private void moments(int r, float[] centred) {
        Kernels kernels = tape.kernels();
        int d = x.columns();
        float m = kernels.sum(x.data(), r * d, d) / d;
        for (int j = 0; j < d; j++) {
            centred[j] = x.data()[r * d + j] - m;
        }
        float variance = kernels.dot(centred, 0, centred, 0, d) / d;
        mean[r] = m;
        inverse[r] = (float) (1.0 / Math.sqrt((double) variance + EPSILON));
    }

    private void backward() {
        int n = x.rows();
        int o = p.columns();
        float[] scaled = tape.scratch(n * o);
        tape.forRows(n, GRAIN, (from, to) -> backward(from, to, scaled));
        LinearOp.addColumnSums(tape, y.gradient(), n, o, k.accumulator());
        float[] sums = tape.scratch(o);
        Arrays.fill(sums, 0, o, 0f);
        tape.kernels().matmul(false, false, 1, o, n, mean, 0, n, scaled, 0, o, sums, 0, o, false, tape.workers());
        float[] ds = s.accumulator();
        for (int j = 0; j < o; j++) {
            ds[j] -= sums[j];
        }
    }

    /** Gradients of p and x; {@code scaled} = r dy. */
    private void backward(int from, int to, float[] scaled) {
        Kernels kernels = tape.kernels();
        int d = x.columns();
        int o = p.columns();
        float[] dy = y.gradient();
        float[] dp = p.gradient();
        float[] dx = x.gradient();
        float[] row = new float[o];
        for (int r = from; r < to; r++) {
            int at = r * o;
            float m = mean[r];
            float factor = inverse[r];
            for (int j = 0; j < o; j++) {
                scaled[at + j] = factor * dy[at + j];
                row[j] = Math.fma(-m, s.data()[j], p.data()[at + j]);
            }
            for (int j = 0; j < o; j++) {
                dp[at + j] += scaled[at + j];
            }
            float dMean = -kernels.dot(scaled, at, s.data(), 0, o) / d;
            float dInverse = kernels.dot(dy, at, row, 0, o);
            float along = -factor * factor * factor * dInverse / d;
            for (int j = 0, i = r * d; j < d; j++) {
                dx[i + j] += Math.fma(along, x.data()[i + j] - m, dMean);
            }
        }
    }
}
