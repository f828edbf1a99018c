package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.kernel.PreparedFactor;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;

/**
 * The mean over tokens of what {@link ResidualFeedForwardOp} gives, in scoring, where nothing is dropped: mean(x + W_2 g +
 * b_2) = mean(x) + W_2 mean(g) + b_2, so that the second map is applied once a sequence and not once a token. Not
 * differentiable.
 *
 * <p>Letters: k tokens, m sequences, D width, F hidden width. Shapes: x [k m, D], tokens outermost; result [m, D]. Sums over
 * tokens are in ascending order; work is split over blocks of about {@value #ROWS} rows.
 */
public final class PooledFeedForwardOp {
    private static final int ROWS = 256;

    private final Tape tape;
    private final Tensor x;
    private final ResidualFeedForwardOp.Layers layers;
    private final int tokens;
    private final int sequences;
    private final int d;
    private final int f;
    private final PreparedFactor toHidden;
    private final float[] pooled;
    private final Tensor y;

    private PooledFeedForwardOp(Tape tape, Tensor x, int tokens, ResidualFeedForwardOp.Layers layers) {
        this.tape = tape;
        this.x = x;
        this.layers = layers;
        this.tokens = tokens;
        this.sequences = x.rows() / tokens;
        this.d = x.columns();
        this.f = layers.weight1().rows();
        this.toHidden = ResidualFeedForwardOp.prepare(tape, true, layers.weight1());
        this.pooled = tape.scratch(sequences * f);
        this.y = tape.result(sequences, d, false);
    }

    /** Applies the operation on a tape that does not record. */
    public static Tensor apply(Tape tape, Tensor x, int tokens, ResidualFeedForwardOp.Layers layers) {
        if (tape.recording()) {
            throw new IllegalStateException("pooling before the last map is for scoring");
        }
        PooledFeedForwardOp op = new PooledFeedForwardOp(tape, x, tokens, layers);
        tape.forRows(op.sequences, Math.max(1, ROWS / tokens), op::pool);
        return op.finish();
    }

    /** Activated hidden values of some sequences, tokens innermost, and their means. */
    private void pool(int from, int to) {
        Kernels kernels = tape.kernels();
        int rows = (to - from) * tokens;
        float[] scaled = new float[rows * d];
        float[] hidden = new float[rows * f];
        for (int s = from; s < to; s++) {
            for (int t = 0; t < tokens; t++) {
                int row = (t * sequences + s) * d;
                float mean = kernels.sum(x.data(), row, d) / d;
                int at = ((s - from) * tokens + t) * d;
                ResidualFeedForwardOp.normalise(kernels, layers, x.data(), row, mean, scaled, at, d);
            }
        }
        toHidden.multiply(rows, scaled, 0, d, hidden, 0, f);
        float[] buffer = new float[f];
        for (int s = from; s < to; s++) {
            Arrays.fill(pooled, s * f, (s + 1) * f, 0f);
            for (int t = 0; t < tokens; t++) {
                int at = ((s - from) * tokens + t) * f;
                for (int j = 0; j < f; j++) {
                    hidden[at + j] += layers.bias1().data()[j];
                }
                kernels.gelu(hidden, at, hidden, at, buffer, 0, f);
                kernels.axpy(1f, hidden, at, pooled, s * f, f);
            }
        }
    }

    /** y = mean(x) + pooled W_2^T / k + b_2. */
    private Tensor finish() {
        float share = 1f / tokens;
        tape.kernels()
                .matmul(
                        false,
                        true,
                        sequences,
                        d,
                        f,
                        pooled,
                        0,
                        f,
                        layers.weight2().data(),
                        0,
                        f,
                        y.data(),
                        0,
                        d,
                        false,
                        tape.workers());
        tape.forRows(sequences, ROWS / 8, (from, to) -> {
            float[] b = layers.bias2().data();
            for (int s = from; s < to; s++) {
                for (int t = 0; t < tokens; t++) {
                    tape.kernels().axpy(1f, x.data(), (t * sequences + s) * d, y.data(), s * d, d);
                }
                for (int j = 0; j < d; j++) {
                    y.data()[s * d + j] = Math.fma(y.data()[s * d + j], share, b[j]);
                }
            }
        });
        return y;
    }
}
