package io.tgl.core.nn;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.kernel.PreparedFactor;
import io.tgl.core.kernel.WeightedRows;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.op.NeighborAttentionOp;
import io.tgl.core.tensor.op.NeighborAttentionOp.Slots;
import io.tgl.core.tensor.op.TimeEncodingOp;
import java.util.Arrays;

/**
 * {@link TemporalAttention} and the linear maps after it in scoring, while weights are fixed: linear after linear is one
 * matrix, and what hangs on a node alone ({@link FoldedNodes}) is computed once for all times at which it is asked. Of a
 * neighbor's value the node part, W_O W_V h_i, is one such thing; for a (node, time) only the parts of edge feature and
 * time remain. The query in the space of neighbor rows, W_K^T W_Q [h ; phi(0)], is one matrix and a constant. Equal to the
 * layer within rounding; a row hangs on its own query only.
 *
 * <p>Letters: N node width, E edge features present, T time width, W = N + T, H heads, k slots, Q queries, C rows of
 * nodes, P = N + E + T, R = E + T, O width of a map after the layer.
 */
public final class FoldedAttention {
    /** Queries of a block: whole tiles of the products, and fewer where there would be too few blocks for the threads. */
    private static final int GRAIN = 56;

    private static final int SMALL_GRAIN = 28;
    private static final int SMALL = 1 << 10;

    private static final float EPSILON = 1e-5f;
    private static final float[] NOTHING = new float[0];

    private final TemporalAttention layer;
    private final int n;
    private final int r;
    private final int p;
    private final int w;
    private final int heads;
    /** W_O W_V of the node channels, head by head: [N, H W]. */
    private final PreparedFactor rowToValue;
    /** W_K^T W_Q of the node channels, head by head, and the merge layer's part: [N, H P + N]. */
    private final PreparedFactor rowToAnchor;
    /** W_K^T W_Q of phi(0): [H P]. */
    private final float[] queryConstant;
    /** W_O W_V of the others: [H R, W]. */
    private final PreparedFactor restToValue;

    private final PreparedFactor merge;
    /** phi(0). */
    private final float[] now;

    /** Folds a layer whose rows below are as wide as declared. */
    public FoldedAttention(Tape tape, TemporalAttention layer, int features) {
        this.layer = layer;
        this.n = layer.nodeWidth;
        this.w = layer.query.rows();
        this.heads = layer.heads;
        this.r = features + layer.time.width();
        this.p = n + r;
        this.now = TimeEncodingOp.atZero(tape, layer.time.w(), layer.time.b())
                .data()
                .clone();
        Kernels kernels = tape.kernels();
        int d = w / heads;
        int out = layer.merge1.weight().rows();
        float[] node = new float[heads * w * n];
        float[] rest = new float[w * heads * r];
        float[] query = new float[(heads * p + out) * n];
        float[] asked = new float[w];
        this.queryConstant = new float[heads * p];
        kernels.prepare(false, 1, layer.time.width(), now, 0, 1).multiply(w, layer.query.data(), n, w, asked, 0, 1);
        int time = n + layer.edgeWidth;
        for (int head = 0; head < heads; head++) {
            compose(kernels, head, d, 0, n, node, head * w * n, n);
            compose(kernels, head, d, n, features, rest, head * r, heads * r);
            compose(kernels, head, d, time, layer.time.width(), rest, head * r + features, heads * r);
            composeQuery(tape, head, d, 0, n, query, asked, head * p);
            composeQuery(tape, head, d, n, features, query, asked, head * p + n);
            composeQuery(tape, head, d, time, layer.time.width(), query, asked, head * p + n + features);
        }
        float[] first = layer.merge1.weight().data();
        for (int row = 0; row < out; row++) {
            System.arraycopy(first, row * (w + n) + w, query, (heads * p + row) * n, n);
        }
        this.rowToValue = kernels.prepare(true, heads * w, n, node, 0, n);
        this.rowToAnchor = kernels.prepare(true, heads * p + out, n, query, 0, n);
        this.restToValue = kernels.prepare(true, w, heads * r, rest, 0, heads * r);
        this.merge = kernels.prepare(true, out, w, first, 0, w + n);
    }

    /** target [W, width] = W_O,head W_V,head of some columns of a neighbor row. */
    private void compose(Kernels kernels, int head, int d, int column, int width, float[] target, int at, int ld) {
        int in = layer.value.columns();
        kernels.prepare(false, width, d, layer.value.data(), head * d * in + column, in)
                .multiply(w, layer.output.weight().data(), head * d, w, target, at, ld);
    }

    /** Rows {@code row} and on of the target and of the constant: W_K,head^T W_Q,head for some columns of a neighbor row. */
    private void composeQuery(
            Tape tape, int head, int d, int column, int width, float[] target, float[] asked, int row) {
        int in = layer.key.columns();
        int start = head * d * in + column;
        float[] key = layer.key.data();
        float[] query = layer.query.data();
        tape.kernels()
                .matmul(
                        true,
                        false,
                        width,
                        n,
                        d,
                        key,
                        start,
                        in,
                        query,
                        head * d * w,
                        w,
                        target,
                        row * n,
                        n,
                        false,
                        tape.workers());
        tape.kernels()
                .matmul(
                        true,
                        false,
                        width,
                        1,
                        d,
                        key,
                        start,
                        in,
                        asked,
                        head * d,
                        1,
                        queryConstant,
                        row,
                        1,
                        false,
                        tape.workers());
    }

    /** Room for what is computed of nodes alone. */
    public FoldedNodes nodes() {
        return new FoldedNodes(n, heads * w, heads * p + layer.merge1.weight().rows());
    }

    /** Computes the node parts of values of some rows of nodes, whose h is there. */
    public void values(Tape tape, FoldedNodes nodes, int[] row, int count) {
        nodes.project(tape, row, count, rowToValue, NOTHING, nodes.value(), nodes.valueWidth);
    }

    /** Computes what queries of some nodes need of these, whose h is there. */
    public void anchors(Tape tape, FoldedNodes nodes, int[] row, int count) {
        nodes.project(tape, row, count, rowToAnchor, queryConstant, nodes.anchor(), nodes.anchorWidth);
    }

    /**
     * A linear map after the layer.
     *
     * @param factor [N, O] with the layer's last map
     * @param constant [O]
     */
    public record After(PreparedFactor factor, float[] constant) {}

    /**
     * y = W z + b after the layer's last map, as one map.
     *
     * @param column first column of W that belongs to z
     * @param bias whether b is added
     */
    public After after(Tape tape, Linear map, int column, boolean bias) {
        Kernels kernels = tape.kernels();
        int out = map.weight().rows();
        int in = map.weight().columns();
        int width = layer.merge2.weight().rows();
        float[] composed = new float[out * width];
        float[] constant = new float[out];
        kernels.prepare(false, width, width, layer.merge2.weight().data(), 0, width)
                .multiply(out, map.weight().data(), column, in, composed, 0, width);
        kernels.prepare(false, 1, width, layer.merge2.bias().data(), 0, 1)
                .multiply(out, map.weight().data(), column, in, constant, 0, 1);
        for (int j = 0; bias && j < out; j++) {
            constant[j] += map.bias().data()[j];
        }
        return new After(kernels.prepare(true, out, width, composed, 0, width), constant);
    }

    /**
     * Writes rows [Q, O] of queries; two maps after the layer for two roles.
     *
     * @param anchorRow [Q] row of the node of each query, its part as an anchor computed
     * @param slots of the queries; their rows are those of nodes, values computed
     * @param sources queries before this one are mapped by {@code left}, the others by {@code right}
     */
    public void rows(
            Tape tape,
            FoldedNodes nodes,
            int[] anchorRow,
            Slots slots,
            int sources,
            After left,
            After right,
            float[] target) {
        int grain = slots.queries() < SMALL ? SMALL_GRAIN : GRAIN;
        tape.forRows(slots.queries(), grain, (from, to) -> {
            Block block = new Block(tape.kernels(), nodes, slots);
            float[] merged = block.merged(anchorRow, from, to);
            int split = Math.clamp(sources, from, to);
            map(left, merged, 0, from, split, target);
            map(right, merged, split - from, split, to, target);
        });
    }

    private void map(After after, float[] merged, int first, int from, int to, float[] target) {
        if (from == to) {
            return;
        }
        int out = layer.merge1.weight().rows();
        int width = after.constant.length;
        after.factor.multiply(to - from, merged, first * out, out, target, from * width, width);
        for (int q = from; q < to; q++) {
            for (int j = 0, at = q * width; j < width; j++) {
                target[at + j] += after.constant[j];
            }
        }
    }

    /** Some queries, whose values stay in cache. */
    private final class Block {
        private final Kernels kernels;
        private final float[] h;
        private final float[] anchor;
        private final int anchorWidth;
        private final Slots slots;
        private final int k;
        private final float[] x;
        private final int[] row;
        private final float[] score;
        private final float[] weight;
        /** Weights of all heads, slot by slot. */
        private final float[] weights;

        private final float[] ofHeads;
        private final float[] phase;
        private final WeightedRows values;
        private final WeightedRows rests;

        Block(Kernels kernels, FoldedNodes nodes, Slots slots) {
            this.kernels = kernels;
            this.h = nodes.h();
            this.anchor = nodes.anchor();
            this.anchorWidth = nodes.anchorWidth;
            this.slots = slots;
            this.k = slots.slots();
            this.x = new float[k * r];
            this.row = new int[k];
            this.score = new float[k];
            this.weight = new float[k];
            this.weights = new float[k * heads];
            this.ofHeads = new float[heads * w];
            int[] slot = WeightedRows.inOrder(k);
            this.values = new WeightedRows(slot, weights, heads, row, nodes.value(), heads * w);
            this.rests = new WeightedRows(slot, weight, 1, slot, x, r);
            this.phase = new float[k * layer.time.width()];
        }

        /** The merge layer's hidden rows. */
        float[] merged(int[] anchorRow, int from, int to) {
            int rows = to - from;
            float[] sum = new float[rows * w];
            float[] rest = new float[rows * heads * r];
            for (int q = from; q < to; q++) {
                attend(q, anchorRow[q], sum, (q - from) * w, rest, (q - from) * heads * r);
            }
            float[] y = new float[rows * w];
            restToValue.multiply(rows, rest, 0, heads * r, y, 0, w);
            for (int q = 0; q < rows; q++) {
                normalise(anchorRow[from + q], sum, y, q * w);
            }
            int out = layer.merge1.weight().rows();
            float[] merged = new float[rows * out];
            merge.multiply(rows, y, 0, w, merged, 0, out);
            float[] bias = layer.merge1.bias().data();
            for (int q = 0; q < rows; q++) {
                int own = anchorRow[from + q] * anchorWidth + heads * p;
                for (int j = 0, at = q * out; j < out; j++) {
                    merged[at + j] = Math.max(merged[at + j] + anchor[own + j] + bias[j], 0f);
                }
            }
            return merged;
        }

        /** Sums the node parts of values, and the other parts of neighbor rows head by head. */
        private void attend(int q, int anchorRow, float[] sum, int sumAt, float[] rest, int restAt) {
            boolean alone = slots.count()[q] == 0;
            int first = alone ? 0 : k - slots.count()[q];
            assemble(q, first);
            System.arraycopy(slots.row(), q * k, row, 0, k);
            float scale = layer.scale();
            for (int head = 0; head < heads; head++) {
                int u = anchorRow * anchorWidth + head * p;
                for (int i = first; i < k; i++) {
                    float node = row[i] < 0 ? 0f : kernels.dot(anchor, u, h, row[i] * n, n);
                    score[i] = scale * (node + kernels.dot(anchor, u + n, x, i * r, r));
                }
                NeighborAttentionOp.softmax(kernels, score, first, k, weight, 0);
                for (int i = first; i < k; i++) {
                    weights[i * heads + head] = weight[i];
                }
                kernels.addWeightedRows(rests, first, k, 1, r, rest, restAt + head * r);
            }
            if (!alone) {
                Arrays.fill(ofHeads, 0f);
                kernels.addWeightedRows(values, first, k, heads, w, ofHeads, 0);
                for (int head = 0; head < heads; head++) {
                    for (int j = 0; j < w; j++) {
                        sum[sumAt + j] += ofHeads[head * w + j];
                    }
                }
            }
        }

        /** Edge feature and time code of each neighbor: x [k, R]. */
        private void assemble(int q, int first) {
            int t = layer.time.width();
            float[] slope = layer.time.w().data();
            float[] bias = layer.time.b().data();
            for (int i = first; i < k; i++) {
                float dt = slots.dt()[q * k + i];
                for (int j = 0; j < t; j++) {
                    phase[i * t + j] = slope[j] * dt + bias[j];
                }
            }
            kernels.cos(phase, first * t, phase, first * t, (k - first) * t);
            int e = r - t;
            for (int i = first; i < k; i++) {
                if (e > 0) {
                    slots.features().copyRow(slots.event()[q * k + i], x, i * r);
                }
                System.arraycopy(phase, i * t, x, i * r + e, t);
            }
        }

        /** y = LayerNorm(y + sum + b_O + [h ; phi(0)]). */
        private void normalise(int row, float[] sum, float[] y, int at) {
            float[] bias = layer.output.bias().data();
            for (int j = 0; j < w; j++) {
                y[at + j] += sum[at + j] + bias[j];
            }
            int own = row * n;
            for (int j = 0; j < n; j++) {
                y[at + j] += h[own + j];
            }
            for (int j = n; j < w; j++) {
                y[at + j] += now[j - n];
            }
            float mean = kernels.sum(y, at, w) / w;
            for (int j = at; j < at + w; j++) {
                y[j] -= mean;
            }
            float variance = kernels.dot(y, at, y, at, w) / w;
            float factor = (float) (1.0 / Math.sqrt((double) variance + EPSILON));
            float[] gain = layer.gain.data();
            float[] shift = layer.normBias.data();
            for (int j = 0; j < w; j++) {
                y[at + j] = Math.fma(y[at + j] * factor, gain[j], shift[j]);
            }
        }
    }
}
