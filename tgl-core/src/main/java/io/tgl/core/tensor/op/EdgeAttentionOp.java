package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Attention over the incoming edges of each target, given the scores: a = softmax of s[e, h] over the entries e of the
 * target, y[t, head h] = sum over its entries of m[e, h] a[e, h] v[rowOf[e], head h] with dropout mask m. A target
 * without entries gets zeros.
 *
 * <p>Letters: E entries, H heads, C width of a head. Shapes: s [E, H]; v [rows, H C]; y [T, H C]. The largest score is
 * subtracted first; entries are added in their order, forward and backward.
 */
public final class EdgeAttentionOp {
    private static final int GRAIN = 32;

    private final Tape tape;
    private final Edges edges;
    private final Tensor scores;
    private final Tensor values;
    private final int[] rowOf;
    private final int heads;
    private final int width;
    private final float @Nullable [] mask;
    private final float[] weights;
    private final Tensor result;

    private EdgeAttentionOp(Tape tape, Edges edges, Tensor scores, Tensor values, int[] rowOf, Dropout dropout) {
        this.tape = tape;
        this.edges = edges;
        this.scores = scores;
        this.values = values;
        this.rowOf = rowOf;
        this.heads = scores.columns();
        this.width = values.columns() / heads;
        this.mask = dropout.mask(tape, scores.size());
        this.weights = tape.scratch(scores.size());
        this.result = tape.result(edges.targets(), values.columns(), true);
    }

    /** The value of an entry is that of its source: v [nodes, H C]. */
    public static Tensor ofSources(Tape tape, Edges edges, Tensor scores, Tensor values, Dropout dropout) {
        return apply(tape, edges, scores, values, edges.source(), dropout);
    }

    /** Each entry has a value of its own: v [E, H C]. */
    public static Tensor ofEntries(Tape tape, Edges edges, Tensor scores, Tensor values, Dropout dropout) {
        int[] own = new int[edges.entries()];
        Arrays.setAll(own, e -> e);
        return apply(tape, edges, scores, values, own, dropout);
    }

    private static Tensor apply(
            Tape tape, Edges edges, Tensor scores, Tensor values, int[] rowOf, Dropout dropout) {
        EdgeAttentionOp op = new EdgeAttentionOp(tape, edges, scores, values, rowOf, dropout);
        tape.forRows(edges.targets(), GRAIN, op::forward);
        tape.record(op::backward);
        return op.result;
    }

    private float kept(int index) {
        return mask == null ? weights[index] : weights[index] * mask[index];
    }

    private void forward(int from, int to) {
        Kernels kernels = tape.kernels();
        int n = values.columns();
        int most = most(from, to);
        float[] score = new float[most];
        float[] weight = new float[most];
        Arrays.fill(result.data(), from * n, to * n, 0f);
        for (int t = from; t < to; t++) {
            int begin = edges.offset()[t];
            int count = edges.offset()[t + 1] - begin;
            for (int h = 0; h < heads; h++) {
                for (int i = 0; i < count; i++) {
                    score[i] = scores.data()[(begin + i) * heads + h];
                }
                NeighborAttentionOp.softmax(kernels, score, 0, count, weight, 0);
                for (int i = 0; i < count; i++) {
                    int at = (begin + i) * heads + h;
                    weights[at] = weight[i];
                    int value = rowOf[begin + i] * n + h * width;
                    kernels.axpy(kept(at), values.data(), value, result.data(), t * n + h * width, width);
                }
            }
        }
    }

    private int most(int from, int to) {
        int most = 0;
        for (int t = from; t < to; t++) {
            most = Math.max(most, edges.offset()[t + 1] - edges.offset()[t]);
        }
        return most;
    }

    private void backward() {
        if (scores.needsGradient()) {
            tape.forRows(edges.targets(), GRAIN, this::backwardScores);
        }
        if (values.needsGradient()) {
            int[] group = edges.groups();
            RowGroups readers = RowGroups.of(rowOf, edges.entries(), values.rows());
            float[] gradient = values.accumulator();
            tape.forRows(values.rows(), GRAIN, (from, to) -> {
                for (int row = from; row < to; row++) {
                    for (int m = readers.offset()[row]; m < readers.offset()[row + 1]; m++) {
                        int e = readers.member()[m];
                        addValueGradient(e, group[e], gradient, row);
                    }
                }
            });
        }
    }

    private void addValueGradient(int e, int t, float[] gradient, int row) {
        int n = values.columns();
        for (int h = 0; h < heads; h++) {
            int column = h * width;
            tape.kernels()
                    .axpy(kept(e * heads + h), result.gradient(), t * n + column, gradient, row * n + column, width);
        }
    }

    /** da = m dy . v; ds = a (da - sum a da). */
    private void backwardScores(int from, int to) {
        int n = values.columns();
        float[] da = new float[most(from, to)];
        for (int t = from; t < to; t++) {
            int begin = edges.offset()[t];
            int count = edges.offset()[t + 1] - begin;
            for (int h = 0; h < heads; h++) {
                int out = t * n + h * width;
                float mean = 0f;
                for (int i = 0; i < count; i++) {
                    int at = (begin + i) * heads + h;
                    int value = rowOf[begin + i] * n + h * width;
                    da[i] = tape.kernels().dot(result.gradient(), out, values.data(), value, width);
                    da[i] = mask == null ? da[i] : da[i] * mask[at];
                    mean = Math.fma(weights[at], da[i], mean);
                }
                for (int i = 0; i < count; i++) {
                    int at = (begin + i) * heads + h;
                    scores.gradient()[at] += weights[at] * (da[i] - mean);
                }
            }
        }
    }
}
