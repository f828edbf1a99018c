package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.kernel.PreparedFactor;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;

/**
 * y = x + dropout(W_2 dropout(gelu(W_1 n + b_1)) + b_2), n = LayerNorm(x): the pre-norm position-wise network, which is also
 * the channel-mixing half of an MLP-Mixer block. What {@link LayerNormOp}, {@link FeedForwardOp} and {@link ResidualOp} do
 * one after the other over whole matrices is done here block by block of {@value #ROWS} rows, whose hidden values stay in
 * cache; masks are drawn where they are used.
 *
 * <p>Letters: n rows, D width, F hidden width. Shapes: x, y [n, D]; gain, bias [1, D]; W_1 [F, D]; b_1 [1, F]; W_2 [D, F];
 * b_2 [1, D]. Gradients of vectors are one partial sum a block, joined in ascending order; those of matrices are products
 * over all rows.
 */
public final class ResidualFeedForwardOp {
    private static final float EPSILON = 1e-5f;
    private static final int ROWS = 256;

    /** The parameters. */
    public record Layers(Tensor gain, Tensor bias, Tensor weight1, Tensor bias1, Tensor weight2, Tensor bias2) {}

    private final Tape tape;
    private final Tensor x;
    private final Layers layers;
    private final Dropout onHidden;
    private final Dropout onOutput;
    private final int d;
    private final int f;
    private final Tensor y;
    private final float[] mean;
    private final float[] inverse;
    /** LayerNorm(x), the activated hidden values and the mask times their slope; of a block only where nothing is recorded. */
    private final float[] scaled;

    private final float[] hidden;
    private final float[] slope;
    private final PreparedFactor toHidden;
    private final PreparedFactor fromHidden;

    private ResidualFeedForwardOp(Tape tape, Tensor x, Layers layers, Dropout onHidden, Dropout onOutput) {
        this.tape = tape;
        this.x = x;
        this.layers = layers;
        this.onHidden = onHidden;
        this.onOutput = onOutput;
        this.d = x.columns();
        this.f = layers.weight1.rows();
        this.y = tape.result(x.rows(), d, true);
        this.mean = tape.scratch(x.rows());
        this.inverse = tape.scratch(x.rows());
        this.scaled = tape.scratch(x.size());
        int kept = tape.recording() ? Math.multiplyExact(x.rows(), f) : 0;
        this.hidden = tape.scratch(kept);
        this.slope = tape.scratch(kept);
        this.toHidden = prepare(true, layers.weight1);
        this.fromHidden = prepare(true, layers.weight2);
    }

    /** Applies the operation. */
    public static Tensor apply(Tape tape, Tensor x, Layers layers, Dropout onHidden, Dropout onOutput) {
        ResidualFeedForwardOp op = new ResidualFeedForwardOp(tape, x, layers, onHidden, onOutput);
        tape.forRows(x.rows(), ROWS, op::forward);
        tape.record(op::backward);
        return op.y;
    }

    private PreparedFactor prepare(boolean transpose, Tensor w) {
        return prepare(tape, transpose, w);
    }

    static PreparedFactor prepare(Tape tape, boolean transpose, Tensor w) {
        int in = transpose ? w.columns() : w.rows();
        int out = transpose ? w.rows() : w.columns();
        return tape.kernels().prepare(transpose, out, in, w.data(), 0, w.columns());
    }

    private boolean drops(Dropout dropout) {
        return dropout.probability() > 0f && tape.recording();
    }

    private void draw(Dropout dropout, int first, float[] mask, int offset, int length) {
        float p = dropout.probability();
        float kept = 1f / (1f - p);
        tape.kernels()
                .dropoutMask(dropout.key(), dropout.epoch(), dropout.batch(), first, p, kept, mask, offset, length);
    }

    private void forward(int from, int to) {
        int rows = to - from;
        float[] activated = tape.recording() ? hidden : new float[rows * f];
        int start = tape.recording() ? from * f : 0;
        for (int r = from; r < to; r++) {
            normalise(r);
        }
        toHidden.multiply(rows, scaled, from * d, d, activated, start, f);
        float[] buffer = new float[f];
        for (int r = 0; r < rows; r++) {
            activate(activated, start + r * f, buffer);
        }
        fromHidden.multiply(rows, activated, start, f, y.data(), from * d, d);
        finish(from, to);
    }

    private void normalise(int r) {
        float[] v = x.data();
        mean[r] = tape.kernels().sum(v, r * d, d) / d;
        inverse[r] = normalise(tape.kernels(), layers, v, r * d, mean[r], scaled, r * d, d);
    }

    /** target = LayerNorm of one row of known mean; the inverse of its standard deviation. */
    static float normalise(
            Kernels kernels, Layers layers, float[] v, int from, float mean, float[] target, int at, int width) {
        for (int j = 0; j < width; j++) {
            target[at + j] = v[from + j] - mean;
        }
        float variance = kernels.dot(target, at, target, at, width) / width;
        float inverse = (float) (1.0 / Math.sqrt((double) variance + EPSILON));
        float[] gain = layers.gain.data();
        float[] bias = layers.bias.data();
        for (int j = 0; j < width; j++) {
            target[at + j] = Math.fma(target[at + j] * inverse, gain[j], bias[j]);
        }
        return inverse;
    }

    private void activate(float[] activated, int at, float[] buffer) {
        float[] b = layers.bias1.data();
        for (int j = 0; j < f; j++) {
            activated[at + j] += b[j];
        }
        if (!tape.recording()) {
            tape.kernels().gelu(activated, at, activated, at, buffer, 0, f);
            return;
        }
        tape.kernels().gelu(activated, at, activated, at, slope, at, f);
        if (drops(onHidden)) {
            draw(onHidden, at, buffer, 0, f);
            for (int j = 0; j < f; j++) {
                activated[at + j] *= buffer[j];
            }
            for (int j = 0; j < f; j++) {
                slope[at + j] *= buffer[j];
            }
        }
    }

    /** y = x + mask (y + b_2). */
    private void finish(int from, int to) {
        float[] mask = new float[drops(onOutput) ? (to - from) * d : 0];
        if (mask.length > 0) {
            draw(onOutput, from * d, mask, 0, mask.length);
        }
        float[] v = x.data();
        float[] b = layers.bias2.data();
        float[] target = y.data();
        for (int r = from; r < to; r++) {
            int at = r * d;
            for (int j = 0; j < d; j++) {
                target[at + j] += b[j];
            }
            for (int j = 0, m = at - from * d; mask.length > 0 && j < d; j++) {
                target[at + j] *= mask[m + j];
            }
            for (int j = at; j < at + d; j++) {
                target[j] += v[j];
            }
        }
    }

    private void backward() {
        int n = x.rows();
        int stride = 3 * d + f;
        int blocks = (n + ROWS - 1) / ROWS;
        float[] partial = tape.scratch(blocks * stride);
        float[] out = tape.scratch(x.size());
        float[] inner = tape.scratch(Math.multiplyExact(n, f));
        PreparedFactor toInner = prepare(false, layers.weight2);
        PreparedFactor fromInner = prepare(false, layers.weight1);
        tape.forRows(n, ROWS, (from, to) -> {
            int at = from / ROWS * stride;
            Arrays.fill(partial, at, at + stride, 0f);
            backward(from, to, out, inner, toInner, fromInner, partial, at);
        });
        join(partial, 0, stride, blocks, layers.gain);
        join(partial, d, stride, blocks, layers.bias);
        join(partial, 2 * d, stride, blocks, layers.bias2);
        join(partial, 3 * d, stride, blocks, layers.bias1);
        weightGradient(d, f, n, out, hidden, layers.weight2.accumulator());
        // The same chains as dh^T scaled, with the wide matrix where the product reads it in order.
        float[] transposed = tape.scratch(d * f);
        Arrays.fill(transposed, 0, d * f, 0f);
        weightGradient(d, f, n, scaled, inner, transposed);
        float[] gradient = layers.weight1.accumulator();
        for (int i = 0; i < f; i++) {
            for (int j = 0; j < d; j++) {
                gradient[i * d + j] += transposed[j * f + i];
            }
        }
    }

    private static void join(float[] partial, int offset, int stride, int blocks, Tensor target) {
        float[] sum = target.accumulator();
        for (int block = 0; block < blocks; block++) {
            for (int j = 0; j < target.size(); j++) {
                sum[j] += partial[block * stride + offset + j];
            }
        }
    }

    /** target [rows, columns] += a^T b over n rows. */
    private void weightGradient(int rows, int columns, int n, float[] a, float[] b, float[] target) {
        tape.kernels()
                .matmul(
                        true,
                        false,
                        rows,
                        columns,
                        n,
                        a,
                        0,
                        rows,
                        b,
                        0,
                        columns,
                        target,
                        0,
                        columns,
                        true,
                        tape.workers());
    }

    private void backward(
            int from,
            int to,
            float[] out,
            float[] inner,
            PreparedFactor toInner,
            PreparedFactor fromInner,
            float[] partial,
            int at) {
        int rows = to - from;
        float[] dn = new float[rows * d];
        if (drops(onOutput)) {
            draw(onOutput, from * d, out, from * d, rows * d);
            for (int i = from * d; i < to * d; i++) {
                out[i] *= y.gradient()[i];
            }
        } else {
            System.arraycopy(y.gradient(), from * d, out, from * d, rows * d);
        }
        toInner.multiply(rows, out, from * d, d, inner, from * f, f);
        float[] normal = new float[d];
        for (int r = from; r < to; r++) {
            throughSlope(inner, r * f, partial, at + 3 * d);
        }
        fromInner.multiply(rows, inner, from * f, f, dn, 0, d);
        for (int r = from; r < to; r++) {
            add(out, r * d, partial, at + 2 * d, d);
            throughNorm(r, dn, (r - from) * d, normal, partial, at);
        }
    }

    /** One row of inner times its slope, and its part of db_1. */
    private void throughSlope(float[] inner, int row, float[] sum, int at) {
        for (int j = 0; j < f; j++) {
            float v = inner[row + j] * slope[row + j];
            inner[row + j] = v;
            sum[at + j] += v;
        }
    }

    private static void add(float[] values, int from, float[] sum, int at, int length) {
        for (int j = 0; j < length; j++) {
            sum[at + j] += values[from + j];
        }
    }

    /** dx += dy + inverse (g - mean(g) - normal mean(g normal)), g = gain dn. */
    private void throughNorm(int r, float[] dn, int from, float[] normal, float[] partial, int at) {
        Kernels kernels = tape.kernels();
        int row = r * d;
        float[] gain = layers.gain.data();
        for (int j = 0; j < d; j++) {
            normal[j] = (x.data()[row + j] - mean[r]) * inverse[r];
        }
        for (int j = 0; j < d; j++) {
            partial[at + j] = Math.fma(dn[from + j], normal[j], partial[at + j]);
        }
        add(dn, from, partial, at + d, d);
        if (!x.needsGradient()) {
            return;
        }
        for (int j = 0; j < d; j++) {
            dn[from + j] *= gain[j];
        }
        float average = kernels.sum(dn, from, d) / d;
        float along = kernels.dot(dn, from, normal, 0, d) / d;
        float factor = inverse[r];
        float[] dx = x.gradient();
        float[] dy = y.gradient();
        for (int j = 0; j < d; j++) {
            dx[row + j] += dy[row + j] + factor * (dn[from + j] - average - normal[j] * along);
        }
    }
}
