package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Scaled dot-product attention with H heads over ragged sequences (Vaswani et al. 2017, section 3.2), between the input
 * and the output projection: per head, A = softmax(Q K^T / sqrt(d)), result = dropout(A) V, heads side by side. A key
 * row of multiplicity m counts as m equal tokens: a_j = m_j exp(s_j) / sum m exp(s). Positions that do not exist are
 * never computed.
 *
 * <p>Letters: D = H d width, P pairs, q_i and k_i rows of a pair. Shapes: Q columns of a [rows, *] tensor, K and V
 * columns of another or the same one; result [sum q_i, D]. The softmax sum and the row sum of its gradient have 16
 * lanes; all else are products.
 */
public final class MultiHeadAttentionOp {
    private static final int GRAIN = 2;

    private final Tape tape;
    private final Kernels kernels;
    private final Projections in;
    private final AttentionPairs pairs;
    private final int heads;
    private final int d;
    private final float scale;
    private final int[] scoreAt;
    private final Sequences results;
    private final Tensor result;
    /** Softmax weights, and the same after dropout (one array without dropout). */
    private final float[] weights;

    private final float[] kept;
    private final float @Nullable [] mask;

    /**
     * Where the projected tokens stand.
     *
     * @param query tensor of the queries
     * @param queryColumn first of its D columns of queries
     * @param memory tensor of keys and values, possibly the same
     * @param keyColumn first of its D columns of keys
     * @param valueColumn first of its D columns of values
     * @param width D
     */
    public record Projections(Tensor query, int queryColumn, Tensor memory, int keyColumn, int valueColumn, int width) {
        /** Queries, keys and values side by side in one tensor [rows, 3 D]. */
        public static Projections packed(Tensor all) {
            int width = all.columns() / 3;
            return new Projections(all, 0, all, width, 2 * width, width);
        }
    }

    private MultiHeadAttentionOp(
            Tape tape, Projections in, AttentionPairs pairs, int heads, double scale, Dropout dropout) {
        this.tape = tape;
        this.kernels = tape.kernels();
        this.in = in;
        this.pairs = pairs;
        this.heads = heads;
        this.d = in.width / heads;
        this.scale = (float) scale;
        this.scoreAt = pairs.scoreOffsets(heads);
        this.results = pairs.results();
        this.result = tape.result(results.rows(), in.width, true);
        int total = scoreAt[pairs.count()];
        this.weights = tape.scratch(total);
        this.mask = dropout.mask(tape, total);
        this.kept = mask == null ? weights : tape.scratch(total);
    }

    /**
     * Applies the attention.
     *
     * @param dropout on the weights
     * @return one sequence a pair, {@link AttentionPairs#results}
     */
    public static Tensor apply(Tape tape, Projections in, AttentionPairs pairs, int heads, Dropout dropout) {
        return apply(tape, in, pairs, heads, 1 / Math.sqrt(in.width / heads), dropout);
    }

    /** With a scale of the scores other than 1 / sqrt(d). */
    public static Tensor apply(
            Tape tape, Projections in, AttentionPairs pairs, int heads, double scale, Dropout dropout) {
        MultiHeadAttentionOp op = new MultiHeadAttentionOp(tape, in, pairs, heads, scale, dropout);
        tape.forRows(pairs.count(), GRAIN, op::forward);
        tape.record(op::backward);
        return op.result;
    }

    private void forward(int from, int to) {
        for (int i = from; i < to; i++) {
            int q = rows(i);
            int k = keys(i);
            for (int head = 0; head < heads; head++) {
                int at = scoreAt[i] + head * q * k;
                multiply(false, true, q, k, d, queryAt(i, head), keyAt(i, head), new Matrix(weights, at, k), false);
                for (int r = 0; r < q; r++) {
                    softmax(at + r * k, pairs.keys().begin(pairs.key()[i]), k);
                }
                drop(at, q * k);
                Matrix out = new Matrix(result.data(), results.begin(i) * in.width + head * d, in.width);
                multiply(false, false, q, d, k, new Matrix(kept, at, k), valueAt(i, head), out, false);
            }
        }
    }

    private void softmax(int at, int keyRow, int k) {
        float[] w = weights;
        float max = Float.NEGATIVE_INFINITY;
        for (int j = at; j < at + k; j++) {
            max = Math.max(max, w[j]);
        }
        for (int j = at; j < at + k; j++) {
            w[j] = (w[j] - max) * scale;
        }
        kernels.exp(w, at, w, at, k);
        float[] multiplicity = pairs.multiplicity();
        if (multiplicity != null) {
            for (int j = 0; j < k; j++) {
                w[at + j] *= multiplicity[keyRow + j];
            }
        }
        float inverse = 1f / kernels.sum(w, at, k);
        for (int j = at; j < at + k; j++) {
            w[j] *= inverse;
        }
    }

    private void drop(int at, int length) {
        if (mask != null) {
            for (int j = at; j < at + length; j++) {
                kept[j] = weights[j] * mask[j];
            }
        }
    }

    /**
     * First the gradient of every pair's scores, then sums over the pairs that share a sequence, in ascending order of
     * the pair: of queries in one half of the tasks, of keys and values in the other.
     */
    private void backward() {
        float[] ds = tape.scratch(scoreAt[pairs.count()]);
        tape.forRows(pairs.count(), GRAIN, (from, to) -> scoreGradients(from, to, ds));
        RowGroups byQuery =
                RowGroups.of(pairs.query(), pairs.count(), pairs.queries().count());
        RowGroups byKey = RowGroups.of(pairs.key(), pairs.count(), pairs.keys().count());
        int first = byQuery.targets();
        tape.workers().run(first + byKey.targets(), task -> {
            RowGroups groups = task < first ? byQuery : byKey;
            int sequence = task < first ? task : task - first;
            for (int m = groups.offset()[sequence]; m < groups.offset()[sequence + 1]; m++) {
                int pair = groups.member()[m];
                if (task < first) {
                    queryGradients(pair, ds);
                } else {
                    keyGradients(pair, ds);
                }
            }
        });
    }

    private void scoreGradients(int from, int to, float[] ds) {
        for (int i = from; i < to; i++) {
            int q = rows(i);
            int k = keys(i);
            for (int head = 0; head < heads; head++) {
                int at = scoreAt[i] + head * q * k;
                multiply(false, true, q, k, d, outGradient(i, head), valueAt(i, head), new Matrix(ds, at, k), false);
                for (int j = at; mask != null && j < at + q * k; j++) {
                    ds[j] *= mask[j];
                }
                for (int row = at; row < at + q * k; row += k) {
                    float mean = kernels.dot(weights, row, ds, row, k);
                    for (int j = row; j < row + k; j++) {
                        ds[j] = scale * weights[j] * (ds[j] - mean);
                    }
                }
            }
        }
    }

    private void queryGradients(int i, float[] ds) {
        int q = rows(i);
        int k = keys(i);
        for (int head = 0; head < heads; head++) {
            Matrix scores = new Matrix(ds, scoreAt[i] + head * q * k, k);
            multiply(
                    false,
                    false,
                    q,
                    d,
                    k,
                    scores,
                    keyAt(i, head),
                    queryAt(i, head).of(in.query.gradient()),
                    true);
        }
    }

    private void keyGradients(int i, float[] ds) {
        int q = rows(i);
        int k = keys(i);
        float[] gradient = in.memory.gradient();
        for (int head = 0; head < heads; head++) {
            int at = scoreAt[i] + head * q * k;
            multiply(
                    true,
                    false,
                    k,
                    d,
                    q,
                    new Matrix(ds, at, k),
                    queryAt(i, head),
                    keyAt(i, head).of(gradient),
                    true);
            multiply(
                    true,
                    false,
                    k,
                    d,
                    q,
                    new Matrix(kept, at, k),
                    outGradient(i, head),
                    valueAt(i, head).of(gradient),
                    true);
        }
    }

    private int rows(int pair) {
        return pairs.queries().length(pairs.query()[pair]);
    }

    private int keys(int pair) {
        return pairs.keys().length(pairs.key()[pair]);
    }

    /** A matrix inside an array: its first element and the distance of its rows. */
    private record Matrix(float[] array, int at, int stride) {
        Matrix of(float[] other) {
            return new Matrix(other, at, stride);
        }
    }

    private Matrix queryAt(int pair, int head) {
        int stride = in.query.columns();
        int row = pairs.queries().begin(pairs.query()[pair]);
        return new Matrix(in.query.data(), row * stride + in.queryColumn + head * d, stride);
    }

    private Matrix keyAt(int pair, int head) {
        return memoryAt(pair, in.keyColumn + head * d);
    }

    private Matrix valueAt(int pair, int head) {
        return memoryAt(pair, in.valueColumn + head * d);
    }

    private Matrix memoryAt(int pair, int column) {
        int stride = in.memory.columns();
        return new Matrix(in.memory.data(), pairs.keys().begin(pairs.key()[pair]) * stride + column, stride);
    }

    private Matrix outGradient(int pair, int head) {
        return new Matrix(result.gradient(), results.begin(pair) * in.width + head * d, in.width);
    }

    private void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            Matrix a,
            Matrix b,
            Matrix c,
            boolean accumulate) {
        kernels.matmul(
                transposeA,
                transposeB,
                m,
                n,
                k,
                a.array,
                a.at,
                a.stride,
                b.array,
                b.at,
                b.stride,
                c.array,
                c.at,
                c.stride,
                accumulate,
                Workers.single());
    }
}
