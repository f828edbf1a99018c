package io.tgl.core.tensor.op;

import io.tgl.core.kernel.WeightedRows;
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
    /** Narrower heads have dot products that are one chain. */
    private static final int CHAIN = 16;

    private final Tape tape;
    private final Edges edges;
    private final Tensor scores;
    private final Tensor values;
    private final int[] rowOf;
    private final int heads;
    private final int width;
    private final float @Nullable [] mask;
    /** a, [E, H]. */
    private final float[] weights;
    /** m a, [E, H]. */
    private final float[] kept;

    private final int[] inOrder;
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
        this.kept = mask == null ? weights : tape.scratch(scores.size());
        this.inOrder = WeightedRows.inOrder(edges.entries());
        this.result = tape.result(edges.targets(), values.columns(), true);
    }

    /** The value of an entry is that of its source: v [nodes, H C]. */
    public static Tensor ofSources(Tape tape, Edges edges, Tensor scores, Tensor values, Dropout dropout) {
        return apply(tape, edges, scores, values, edges.source(), dropout);
    }

    /** Each entry has a value of its own: v [E, H C]. */
    public static Tensor ofEntries(Tape tape, Edges edges, Tensor scores, Tensor values, Dropout dropout) {
        return apply(tape, edges, scores, values, WeightedRows.inOrder(edges.entries()), dropout);
    }

    private static Tensor apply(Tape tape, Edges edges, Tensor scores, Tensor values, int[] rowOf, Dropout dropout) {
        EdgeAttentionOp op = new EdgeAttentionOp(tape, edges, scores, values, rowOf, dropout);
        tape.forRows(edges.targets(), GRAIN, op::forward);
        tape.record(op::backward);
        return op.result;
    }

    private void forward(int from, int to) {
        int n = values.columns();
        softmax(from, to);
        WeightedRows rows = new WeightedRows(inOrder, kept, heads, rowOf, values.data(), n);
        Arrays.fill(result.data(), from * n, to * n, 0f);
        for (int t = from; t < to; t++) {
            tape.kernels()
                    .addWeightedRows(
                            rows, edges.offset()[t], edges.offset()[t + 1], heads, width, result.data(), t * n);
        }
    }

    /** Weights of the targets' entries, and what dropout keeps of them. */
    private void softmax(int from, int to) {
        int begin = edges.offset()[from] * heads;
        int end = edges.offset()[to] * heads;
        float[] reduced = new float[heads];
        for (int t = from; t < to; t++) {
            Arrays.fill(reduced, Float.NEGATIVE_INFINITY);
            int last = edges.offset()[t + 1] * heads;
            for (int e = edges.offset()[t] * heads; e < last; e += heads) {
                for (int h = 0; h < heads; h++) {
                    reduced[h] = Math.max(reduced[h], scores.data()[e + h]);
                }
            }
            for (int e = edges.offset()[t] * heads; e < last; e += heads) {
                for (int h = 0; h < heads; h++) {
                    weights[e + h] = scores.data()[e + h] - reduced[h];
                }
            }
        }
        tape.kernels().exp(weights, begin, weights, begin, end - begin);
        for (int t = from; t < to; t++) {
            Arrays.fill(reduced, 0f);
            int last = edges.offset()[t + 1] * heads;
            for (int e = edges.offset()[t] * heads; e < last; e += heads) {
                for (int h = 0; h < heads; h++) {
                    reduced[h] += weights[e + h];
                }
            }
            for (int e = edges.offset()[t] * heads; e < last; e += heads) {
                for (int h = 0; h < heads; h++) {
                    weights[e + h] /= reduced[h];
                }
            }
        }
        for (int i = begin; mask != null && i < end; i++) {
            kept[i] = weights[i] * mask[i];
        }
    }

    private void backward() {
        if (scores.needsGradient()) {
            tape.forRows(edges.targets(), GRAIN, this::backwardScores);
        }
        if (values.needsGradient()) {
            RowGroups readers = RowGroups.of(rowOf, edges.entries(), values.rows());
            float[] gradient = values.accumulator();
            tape.forRows(values.rows(), GRAIN, (from, to) -> backwardValues(readers, gradient, from, to));
        }
    }

    private void backwardValues(RowGroups readers, float[] gradient, int from, int to) {
        int n = values.columns();
        WeightedRows rows = new WeightedRows(readers.member(), kept, heads, edges.target(), result.gradient(), n);
        for (int row = from; row < to; row++) {
            int begin = readers.offset()[row];
            tape.kernels().addWeightedRows(rows, begin, readers.offset()[row + 1], heads, width, gradient, row * n);
        }
    }

    /** da = m dy . v; ds = a (da - sum a da). */
    private void backwardScores(int from, int to) {
        int n = values.columns();
        int first = edges.offset()[from] * heads;
        float[] da = new float[edges.offset()[to] * heads - first];
        float[] mean = new float[heads];
        for (int t = from; t < to; t++) {
            Arrays.fill(mean, 0f);
            int begin = edges.offset()[t];
            int end = edges.offset()[t + 1];
            for (int e = begin; e < end; e++) {
                for (int h = 0; h < heads; h++) {
                    int at = e * heads + h;
                    float product = dot(t * n + h * width, rowOf[e] * n + h * width);
                    da[at - first] = mask == null ? product : product * mask[at];
                    mean[h] = Math.fma(weights[at], da[at - first], mean[h]);
                }
            }
            for (int e = begin * heads; e < end * heads; e += heads) {
                for (int h = 0; h < heads; h++) {
                    scores.gradient()[e + h] += weights[e + h] * (da[e + h - first] - mean[h]);
                }
            }
        }
    }

    /** dy . v of one head: a chain where heads are narrow, else 16 lanes. */
    private float dot(int out, int value) {
        if (width >= CHAIN) {
            return tape.kernels().dot(result.gradient(), out, values.data(), value, width);
        }
        float[] dy = result.gradient();
        float[] v = values.data();
        float sum = 0f;
        for (int j = 0; j < width; j++) {
            sum = Math.fma(dy[out + j], v[value + j], sum);
        }
        return sum;
    }
}
