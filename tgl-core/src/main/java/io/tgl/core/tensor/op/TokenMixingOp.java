package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * y = x + dropout(W_2 dropout(gelu(W_1 n + b_1)) + b_2), n = LayerNorm of x over the token axis: the token-mixing half of
 * an MLP-Mixer block (Tolstikhin et al. 2021), for every channel of every sequence alike. Tokens are the outer axis, so
 * that a sequence's channels are columns and both maps are plain products without a transposition.
 *
 * <p>Letters: k tokens, m sequences, C channels, S = m C columns, F hidden width. Shapes: x, y [k m, C] read as [k, S];
 * gain, bias [1, k]; W_1 [F, k]; b_1 [1, F]; W_2 [k, F]; b_2 [1, k].
 *
 * <p>Work is split over blocks of {@value #COLUMNS} columns, which stay in cache; parameter gradients are one partial sum
 * a block, joined in ascending order.
 */
public final class TokenMixingOp {
    private static final float EPSILON = 1e-5f;
    private static final int COLUMNS = 1 << 11;

    /** The parameters. */
    public record Layers(Tensor gain, Tensor bias, Tensor weight1, Tensor bias1, Tensor weight2, Tensor bias2) {}

    private final Tape tape;
    private final Tensor x;
    private final Layers layers;
    private final int tokens;
    private final int hidden;
    private final int columns;
    private final Tensor y;
    private final float[] normal;
    private final float[] inverse;
    private final float[] activated;
    private final float[] slope;
    private final float @Nullable [] hiddenMask;
    private final float @Nullable [] outputMask;

    private TokenMixingOp(Tape tape, Tensor x, int tokens, Layers layers, Dropout onHidden, Dropout onOutput) {
        this.tape = tape;
        this.x = x;
        this.layers = layers;
        this.tokens = tokens;
        this.hidden = layers.weight1.rows();
        this.columns = x.size() / tokens;
        this.y = tape.result(x.rows(), x.columns(), true);
        this.normal = tape.scratch(x.size());
        this.inverse = tape.scratch(columns);
        this.activated = tape.scratch(hidden * columns);
        this.hiddenMask = onHidden.mask(tape, hidden * columns);
        this.slope = hiddenMask == null ? tape.scratch(hidden * columns) : hiddenMask;
        this.outputMask = onOutput.mask(tape, x.size());
    }

    /** Applies the operation to x [tokens m, C]. */
    public static Tensor apply(Tape tape, Tensor x, int tokens, Layers layers, Dropout onHidden, Dropout onOutput) {
        TokenMixingOp op = new TokenMixingOp(tape, x, tokens, layers, onHidden, onOutput);
        tape.forRows(op.columns, COLUMNS, op::forward);
        tape.record(op::backward);
        return op.y;
    }

    private void forward(int from, int to) {
        int width = to - from;
        float[] work = new float[Math.max(tokens, 2 * hidden) * width];
        normalise(from, width);
        scaled(from, width, work);
        multiply(false, hidden, width, tokens, layers.weight1.data(), tokens, work, 0, width, activated, from, columns);
        for (int f = 0; f < hidden; f++) {
            activate(f, f * columns + from, width, work, hidden * width);
        }
        multiply(false, tokens, width, hidden, layers.weight2.data(), hidden, activated, from, columns, work, 0, width);
        for (int t = 0; t < tokens; t++) {
            add(t * columns + from, width, work, t * width, layers.bias2.data()[t]);
        }
    }

    /** normal = (x - mean) / sqrt(variance + eps), mean and variance over tokens in ascending order. */
    private void normalise(int from, int width) {
        float[] mean = new float[width];
        float[] square = new float[width];
        float[] v = x.data();
        for (int t = 0; t < tokens; t++) {
            for (int j = 0, at = t * columns + from; j < width; j++) {
                mean[j] += v[at + j];
            }
        }
        float share = 1f / tokens;
        for (int j = 0; j < width; j++) {
            mean[j] *= share;
        }
        for (int t = 0; t < tokens; t++) {
            for (int j = 0, at = t * columns + from; j < width; j++) {
                float d = v[at + j] - mean[j];
                normal[at + j] = d;
                square[j] = Math.fma(d, d, square[j]);
            }
        }
        for (int j = 0; j < width; j++) {
            inverse[from + j] = 1f / (float) Math.sqrt(Math.fma(square[j], share, EPSILON));
        }
        for (int t = 0; t < tokens; t++) {
            for (int j = 0, at = t * columns + from; j < width; j++) {
                normal[at + j] *= inverse[from + j];
            }
        }
    }

    /** target [k, width] = gain normal + bias. */
    private void scaled(int from, int width, float[] target) {
        for (int t = 0; t < tokens; t++) {
            float g = layers.gain.data()[t];
            float b = layers.bias.data()[t];
            for (int j = 0, at = t * columns + from; j < width; j++) {
                target[t * width + j] = Math.fma(normal[at + j], g, b);
            }
        }
    }

    private void activate(int f, int at, int width, float[] work, int free) {
        float b = layers.bias1.data()[f];
        for (int j = at; j < at + width; j++) {
            activated[j] += b;
        }
        if (hiddenMask == null) {
            tape.kernels().gelu(activated, at, activated, at, slope, at, width);
            return;
        }
        tape.kernels().gelu(activated, at, activated, at, work, free, width);
        for (int j = 0; j < width; j++) {
            activated[at + j] *= slope[at + j];
            slope[at + j] *= work[free + j];
        }
    }

    private void add(int at, int width, float[] mixed, int mixedAt, float b) {
        float[] v = x.data();
        float[] target = y.data();
        if (outputMask == null) {
            for (int j = 0; j < width; j++) {
                target[at + j] = v[at + j] + (mixed[mixedAt + j] + b);
            }
        } else {
            for (int j = 0; j < width; j++) {
                target[at + j] = Math.fma(mixed[mixedAt + j] + b, outputMask[at + j], v[at + j]);
            }
        }
    }

    private void backward() {
        int stride = 2 * hidden * tokens + hidden + 3 * tokens;
        int blocks = (columns + COLUMNS - 1) / COLUMNS;
        float[] partial = tape.scratch(blocks * stride);
        tape.forRows(columns, COLUMNS, (from, to) -> backward(from, to - from, partial, from / COLUMNS * stride));
        int at = 0;
        for (Tensor target :
                new Tensor[] {layers.weight1, layers.weight2, layers.bias1, layers.bias2, layers.gain, layers.bias}) {
            join(partial, at, stride, blocks, target);
            at += target.size();
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

    private void backward(int from, int width, float[] partial, int at) {
        Kernels kernels = tape.kernels();
        float[] out = new float[tokens * width];
        float[] inner = new float[hidden * width];
        float[] scaled = new float[tokens * width];
        int weights = hidden * tokens;
        int bias1 = at + 2 * weights;
        int bias2 = bias1 + hidden;
        outputGradient(from, width, out);
        multiply(true, tokens, hidden, width, out, width, activated, from, columns, partial, at + weights, hidden);
        for (int t = 0; t < tokens; t++) {
            partial[bias2 + t] = kernels.sum(out, t * width, width);
        }
        throughWeight(layers.weight2, hidden, width, tokens, out, inner);
        for (int f = 0; f < hidden; f++) {
            for (int j = 0, s = f * columns + from; j < width; j++) {
                inner[f * width + j] *= slope[s + j];
            }
            partial[bias1 + f] = kernels.sum(inner, f * width, width);
        }
        scaled(from, width, scaled);
        multiply(true, hidden, tokens, width, inner, width, scaled, 0, width, partial, at, tokens);
        throughWeight(layers.weight1, tokens, width, hidden, inner, out);
        throughNorm(from, width, out, scaled, partial, bias2 + tokens);
    }

    /** out [k, width] = dy times the mask. */
    private void outputGradient(int from, int width, float[] out) {
        for (int t = 0; t < tokens; t++) {
            int at = t * columns + from;
            System.arraycopy(y.gradient(), at, out, t * width, width);
            for (int j = 0; outputMask != null && j < width; j++) {
                out[t * width + j] *= outputMask[at + j];
            }
        }
    }

    /** dx += dy + the gradient through the norm; d [k, width] is the norm's output gradient and is overwritten. */
    private void throughNorm(int from, int width, float[] d, float[] product, float[] partial, int at) {
        Kernels kernels = tape.kernels();
        float[] mean = new float[width];
        float[] along = new float[width];
        for (int t = 0; t < tokens; t++) {
            int row = t * width;
            float g = layers.gain.data()[t];
            partial[at + t] = kernels.dot(d, row, normal, t * columns + from, width);
            partial[at + tokens + t] = kernels.sum(d, row, width);
            for (int j = 0, n = t * columns + from; j < width; j++) {
                float scaled = d[row + j] * g;
                d[row + j] = scaled;
                mean[j] += scaled;
                along[j] = Math.fma(scaled, normal[n + j], along[j]);
            }
        }
        if (!x.needsGradient()) {
            return;
        }
        float share = 1f / tokens;
        for (int t = 0; t < tokens; t++) {
            for (int j = 0, n = t * columns + from; j < width; j++) {
                float through = d[t * width + j] - mean[j] * share - normal[n + j] * (along[j] * share);
                product[t * width + j] = Math.fma(inverse[from + j], through, y.gradient()[n + j]);
            }
            for (int j = 0, n = t * columns + from; j < width; j++) {
                x.gradient()[n + j] += product[t * width + j];
            }
        }
    }

    /** target [rows, width] = W^T d for W [inner, rows] and d [inner, width]. */
    private void throughWeight(Tensor w, int rows, int width, int inner, float[] d, float[] target) {
        tape.kernels()
                .matmul(
                        true,
                        false,
                        rows,
                        width,
                        inner,
                        w.data(),
                        0,
                        rows,
                        d,
                        0,
                        width,
                        target,
                        0,
                        width,
                        false,
                        Workers.single());
    }

    /** c [m, n] = a [m, k] op(b); one thread, inside a block. */
    private void multiply(
            boolean transposeB,
            int m,
            int n,
            int k,
            float[] a,
            int lda,
            float[] b,
            int bOffset,
            int ldb,
            float[] c,
            int cOffset,
            int ldc) {
        tape.kernels()
                .matmul(
                        false,
                        transposeB,
                        m,
                        n,
                        k,
                        a,
                        0,
                        lda,
                        b,
                        bOffset,
                        ldb,
                        c,
                        cOffset,
                        ldc,
                        false,
                        Workers.single());
    }

    /** Mean over tokens, in ascending order: x [k m, C] to [m, C]. */
    public static Tensor mean(Tape tape, Tensor x, int tokens) {
        int size = x.size() / tokens;
        float share = 1f / tokens;
        Tensor mean = tape.result(x.rows() / tokens, x.columns(), x.needsGradient());
        tape.forRows(size, COLUMNS, (from, to) -> {
            Arrays.fill(mean.data(), from, to, 0f);
            for (int t = 0; t < tokens; t++) {
                tape.kernels().axpy(1f, x.data(), t * size + from, mean.data(), from, to - from);
            }
            for (int j = from; j < to; j++) {
                mean.data()[j] *= share;
            }
        });
        tape.record(() -> tape.forRows(size, COLUMNS, (from, to) -> {
            for (int t = 0; t < tokens && x.needsGradient(); t++) {
                tape.kernels().axpy(share, mean.gradient(), from, x.gradient(), t * size + from, to - from);
            }
        }));
        return mean;
    }
}
