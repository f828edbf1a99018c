package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * y = W_2 dropout(activation(W_1 x + b_1)) + b_2: the position-wise network of Transformer and mixer blocks. Bias,
 * activation and dropout are one pass over the hidden values; the mask is kept only as a factor of the slope (GELU), or
 * not at all (ReLU: a kept positive value is positive, everything else has slope 0).
 *
 * <p>Letters: n rows, I input width, F hidden width, O output width. Shapes: x [n, I]; W_1 [F, I]; W_2 [O, F]; y [n, O].
 */
public final class FeedForwardOp {
    private static final int GRAIN = 16;

    private final Tape tape;
    private final Tensor x;
    private final Layers layers;
    private final Dropout dropout;
    private final Tensor y;
    private final float[] hidden;
    private final boolean drops;
    /** GELU: mask times slope. ReLU: the mask, if anything is dropped. */
    private final float[] factor;

    /** What follows the first map. */
    public enum Hidden {
        /** max(u, 0). */
        RELU,
        /** u Phi(u), see {@link GeluOp}. */
        GELU
    }

    /** The two maps and the function between them. */
    public record Layers(Tensor weight1, Tensor bias1, Hidden activation, Tensor weight2, Tensor bias2) {}

    private FeedForwardOp(Tape tape, Tensor x, Layers layers, Dropout dropout) {
        this.tape = tape;
        this.x = x;
        this.layers = layers;
        this.dropout = dropout;
        int size = Math.multiplyExact(x.rows(), layers.weight1.rows());
        this.hidden = tape.scratch(size);
        float[] mask = dropout.mask(tape, size);
        this.drops = mask != null;
        this.factor = mask != null ? mask : layers.activation == Hidden.GELU ? tape.scratch(size) : hidden;
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
        project(false, true, n, f, x.columns(), x.data(), layers.weight1.data(), hidden, false);
        tape.forRows(n, GRAIN, this::activate);
        project(false, true, n, o, f, hidden, layers.weight2.data(), y.data(), false);
        float[] b = layers.bias2.data();
        tape.forRows(n, GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                addRow(y.data(), r * o, b, o);
            }
        });
    }

    private void activate(int from, int to) {
        int f = layers.weight1.rows();
        float[] density = new float[f];
        float[] buffer = new float[f];
        for (int r = from; r < to; r++) {
            int at = r * f;
            addRow(hidden, at, layers.bias1.data(), f);
            if (layers.activation == Hidden.RELU) {
                rectify(at, f);
            } else {
                smooth(at, f, density, buffer);
            }
        }
    }

    private static void addRow(float[] target, int at, float[] row, int length) {
        for (int j = 0; j < length; j++) {
            target[at + j] += row[j];
        }
    }

    private void rectify(int at, int length) {
        for (int i = at; i < at + length; i++) {
            hidden[i] = Math.max(hidden[i], 0f);
        }
        if (drops) {
            multiply(hidden, at, factor, at, length);
        }
    }

    private void smooth(int at, int length, float[] density, float[] buffer) {
        if (drops) {
            GeluOp.evaluate(tape.kernels(), hidden, at, hidden, at, buffer, 0, density, length);
            multiply(hidden, at, factor, at, length);
            multiply(factor, at, buffer, 0, length);
        } else {
            GeluOp.evaluate(tape.kernels(), hidden, at, hidden, at, factor, at, density, length);
        }
    }

    private static void multiply(float[] target, int at, float[] by, int byAt, int length) {
        for (int j = 0; j < length; j++) {
            target[at + j] *= by[byAt + j];
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
        project(true, false, o, f, n, dy, hidden, layers.weight2.accumulator(), true);
        project(false, false, n, f, o, dy, layers.weight2.data(), dh, false);
        tape.forRows(n, GRAIN, (from, to) -> throughActivation(dh, from * f, to * f));
        LinearOp.addColumnSums(tape, dh, n, f, layers.bias1.accumulator());
        project(true, false, f, i, n, dh, x.data(), layers.weight1.accumulator(), true);
        if (x.needsGradient()) {
            project(false, false, n, i, f, dh, layers.weight1.data(), x.gradient(), true);
        }
    }

    private void throughActivation(float[] dh, int from, int to) {
        if (layers.activation == Hidden.GELU) {
            multiply(dh, from, factor, from, to - from);
            return;
        }
        float scale = drops ? 1f / (1f - dropout.probability()) : 1f;
        for (int i = from; i < to; i++) {
            dh[i] = hidden[i] > 0f ? dh[i] * scale : 0f;
        }
    }

    /** c = op(a) op(b), all matrices dense and whole. */
    private void project(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float[] a,
            float[] b,
            float[] c,
            boolean accumulate) {
        Kernels kernels = tape.kernels();
        kernels.matmul(
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
