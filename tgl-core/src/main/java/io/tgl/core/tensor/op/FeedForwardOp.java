package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * y = W_2 dropout(relu(W_1 x + b_1)) + b_2: the position-wise network of a Transformer block (Vaswani et al. 2017, section
 * 3.3). Bias, activation and dropout are one pass over the hidden values; the mask is not kept, for a value that is
 * positive afterwards was kept and has slope 1, and everything else has slope 0.
 *
 * <p>Letters: n rows, I input width, F hidden width, O output width. Shapes: x [n, I]; W_1 [F, I]; W_2 [O, F];
 * y [n, O].
 */
public final class FeedForwardOp {
    private static final int GRAIN = 16;

    private final Tape tape;
    private final Tensor x;
    private final Layers layers;
    private final Tensor y;
    private final float[] hidden;
    private final float @Nullable [] mask;
    private final float scale;

    /** The two maps. */
    public record Layers(Tensor weight1, Tensor bias1, Tensor weight2, Tensor bias2) {}

    private FeedForwardOp(Tape tape, Tensor x, Layers layers, Dropout dropout) {
        this.tape = tape;
        this.x = x;
        this.layers = layers;
        int size = Math.multiplyExact(x.rows(), layers.weight1.rows());
        this.hidden = tape.scratch(size);
        this.mask = dropout.mask(tape, size);
        this.scale = mask == null ? 1f : 1f / (1f - dropout.probability());
        this.y = tape.result(x.rows(), layers.weight2.rows(), true);
    }

    /** Applies the network; the dropout is that of the hidden values. */
    public static Tensor apply(Tape tape, Tensor x, Layers layers, Dropout dropout) {
        FeedForwardOp op = new FeedForwardOp(tape, x, layers, dropout);
        op.forward();
        tape.record(op::backward);
        return op.y;
    }

    private void forward() {
        int n = x.rows();
        int f = layers.weight1.rows();
        int o = layers.weight2.rows();
        product(false, true, n, f, x.columns(), x.data(), layers.weight1.data(), hidden, false);
        tape.forRows(n, GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                activate(r * f, f);
            }
        });
        product(false, true, n, o, f, hidden, layers.weight2.data(), y.data(), false);
        tape.forRows(n, GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                add(layers.bias2.data(), y.data(), r * o, o);
            }
        });
    }

    private void activate(int at, int length) {
        add(layers.bias1.data(), hidden, at, length);
        for (int i = at; i < at + length; i++) {
            hidden[i] = Math.max(hidden[i], 0f);
        }
        for (int i = at; mask != null && i < at + length; i++) {
            hidden[i] *= mask[i];
        }
    }

    private static void add(float[] row, float[] target, int at, int length) {
        for (int j = 0; j < length; j++) {
            target[at + j] += row[j];
        }
    }

    private void backward() {
        int n = x.rows();
        int i = x.columns();
        int f = layers.weight1.rows();
        int o = layers.weight2.rows();
        float[] dy = y.gradient();
        float[] dh = tape.scratch(n * f);
        LinearOp.addColumnSums(tape, dy, n, o, layers.bias2.accumulator());
        product(true, false, o, f, n, dy, hidden, layers.weight2.accumulator(), true);
        product(false, false, n, f, o, dy, layers.weight2.data(), dh, false);
        tape.forRows(n, GRAIN, (from, to) -> ReluSlope.multiply(dh, hidden, from * f, to * f, scale));
        LinearOp.addColumnSums(tape, dh, n, f, layers.bias1.accumulator());
        product(true, false, f, i, n, dh, x.data(), layers.weight1.accumulator(), true);
        if (x.needsGradient()) {
            product(false, false, n, i, f, dh, layers.weight1.data(), x.gradient(), true);
        }
    }

    /** c = op(a) op(b), all matrices dense and whole. */
    private void product(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float[] a,
            float[] b,
            float[] c,
            boolean accumulate) {
        tape.kernels()
                .matmul(
                        transposeA,
                        transposeB,
                        m,
                        n,
                        k,
                        a,
                        0,
                        transposeA ? m : k,
                        b,
                        0,
                        transposeB ? k : n,
                        c,
                        0,
                        n,
                        accumulate,
                        tape.workers());
    }
}
