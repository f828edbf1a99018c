package io.tgl.core.nn;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.kernel.PreparedFactor;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.GatherOp;
import io.tgl.core.tensor.op.HeadProjectionOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.NeighborAttentionOp;
import io.tgl.core.tensor.op.NeighborAttentionOp.Slots;
import io.tgl.core.tensor.op.TimeEncodingOp;

/**
 * {@link TemporalAttention} and the linear maps after it in scoring, while weights are fixed: linear after linear is one
 * matrix, and what hangs on a node alone is computed once for all times at which it is asked. Of a neighbor's value the node part, W_O W_V h_i, is one such thing; for a (node, time) only the parts of edge
 * feature and time remain. Equal to the layer within rounding; a row hangs on its own query only.
 *
 * <p>Letters: N node width, E edge features present, T time width, W = N + T, H heads, k slots, Q queries, A distinct nodes
 * asked (anchors), M rows of the layer below, P = N + E + T, R = E + T.
 */
public final class FoldedAttention {
    /** Rows of a block: whole tiles of the products. */
    private static final int GRAIN = 56;

    private static final float EPSILON = 1e-5f;

    private final TemporalAttention layer;
    private final int n;
    private final int r;
    private final int w;
    private final int heads;
    /** W_O W_V of the node channels, head by head: [N, H W]. */
    private final PreparedFactor rowToValue;
    /** W_O W_V of the others: [H R, W]. */
    private final PreparedFactor restToValue;

    private final PreparedFactor merge;
    private final PreparedFactor ownToMerge;

    /** Folds a layer whose rows below are as wide as declared. */
    public FoldedAttention(Tape tape, TemporalAttention layer, int features) {
        this.layer = layer;
        this.n = layer.nodeWidth;
        this.w = layer.query.rows();
        this.heads = layer.heads;
        this.r = features + layer.time.width();
        Kernels kernels = tape.kernels();
        int d = w / heads;
        float[] node = new float[heads * w * n];
        float[] rest = new float[w * heads * r];
        for (int head = 0; head < heads; head++) {
            compose(kernels, head, d, 0, n, node, head * w * n, n);
            compose(kernels, head, d, n, features, rest, head * r, heads * r);
            int time = n + layer.edgeWidth;
            compose(kernels, head, d, time, layer.time.width(), rest, head * r + features, heads * r);
        }
        this.rowToValue = kernels.prepare(true, heads * w, n, node, 0, n);
        this.restToValue = kernels.prepare(true, w, heads * r, rest, 0, heads * r);
        float[] first = layer.merge1.weight().data();
        int out = layer.merge1.weight().rows();
        this.merge = kernels.prepare(true, out, w, first, 0, w + n);
        this.ownToMerge = kernels.prepare(true, out, n, first, w, w + n);
    }

    /** target [W, width] = W_O,head W_V,head of some columns of a neighbor row. */
    private void compose(Kernels kernels, int head, int d, int column, int width, float[] target, int at, int ld) {
        int in = layer.value.columns();
        kernels.prepare(false, width, d, layer.value.data(), head * d * in + column, in)
                .multiply(w, layer.output.weight().data(), head * d, w, target, at, ld);
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
     * What hangs on nodes alone.
     *
     * @param h [M, N] rows of the layer below
     * @param anchorRow [A] row of h of each anchor
     * @param u [A, H P] queries in the space of neighbor rows
     * @param own [A, N] the merge layer's part of the anchors' rows
     * @param value [M, H W] node parts of values
     * @param now phi(0)
     */
    private record Nodes(float[] h, int[] anchorRow, float[] u, float[] own, float[] value, float[] now) {}

    /** The rows of some nodes at any times, and their maps after the layer. */
    public final class Anchored {
        private final Tape tape;
        private final Nodes nodes;

        private Anchored(Tape tape, Nodes nodes) {
            this.tape = tape;
            this.nodes = nodes;
        }

        /**
         * Writes rows [Q, O] of queries.
         *
         * @param anchorOf [Q] anchor of each query
         * @param slots of the queries; rows count in h
         * @param after the map after the layer
         */
        public void rows(int[] anchorOf, Slots slots, After after, float[] target) {
            tape.forRows(
                    slots.queries(),
                    GRAIN,
                    (from, to) -> new Block(tape.kernels(), nodes, slots).rows(anchorOf, from, to, after, target));
        }
    }

    /** Computes what hangs on the nodes alone. */
    public Anchored of(Tape tape, Tensor h, int[] anchorRow, int anchors, int features) {
        Tensor anchor = GatherOp.apply(tape, h, anchorRow, anchors);
        Tensor now = TimeEncodingOp.atZero(tape, layer.time.w(), layer.time.b());
        Part constant = new Part(now, n, new int[anchors]);
        Tensor q = LinearOp.apply(tape, anchors, layer.query, null, Activation.NONE, Part.of(anchor, 0), constant);
        Tensor u = HeadProjectionOp.keys(tape, q, layer.key, heads, layer.channels(n, features));
        int out = layer.merge1.weight().rows();
        float[] own = tape.scratch(anchors * out);
        tape.forRows(
                anchors,
                GRAIN,
                (from, to) -> ownToMerge.multiply(to - from, anchor.data(), from * n, n, own, from * out, out));
        float[] value = tape.scratch(Math.multiplyExact(h.rows(), heads * w));
        tape.forRows(
                h.rows(),
                GRAIN,
                (from, to) ->
                        rowToValue.multiply(to - from, h.data(), from * n, n, value, from * heads * w, heads * w));
        return new Anchored(tape, new Nodes(h.data(), anchorRow, u.data(), own, value, now.data()));
    }

    /** Some queries, whose values stay in cache. */
    private final class Block {
        private final Kernels kernels;
        private final Nodes nodes;
        private final Slots slots;
        private final int k;
        private final float[] x;
        private final float[] score;
        private final float[] weight;
        private final float[] phase;

        Block(Kernels kernels, Nodes nodes, Slots slots) {
            this.kernels = kernels;
            this.nodes = nodes;
            this.slots = slots;
            this.k = slots.slots();
            this.x = new float[k * r];
            this.score = new float[k];
            this.weight = new float[k];
            this.phase = new float[k * layer.time.width()];
        }

        void rows(int[] anchorOf, int from, int to, After after, float[] target) {
            int rows = to - from;
            float[] sum = new float[rows * w];
            float[] rest = new float[rows * heads * r];
            for (int q = from; q < to; q++) {
                attend(q, anchorOf[q], sum, (q - from) * w, rest, (q - from) * heads * r);
            }
            float[] y = new float[rows * w];
            restToValue.multiply(rows, rest, 0, heads * r, y, 0, w);
            for (int q = 0; q < rows; q++) {
                normalise(anchorOf[from + q], sum, y, q * w);
            }
            int out = layer.merge1.weight().rows();
            float[] merged = new float[rows * out];
            merge.multiply(rows, y, 0, w, merged, 0, out);
            float[] bias = layer.merge1.bias().data();
            for (int q = 0; q < rows; q++) {
                int own = anchorOf[from + q] * out;
                for (int j = 0, at = q * out; j < out; j++) {
                    merged[at + j] = Math.max(merged[at + j] + nodes.own[own + j] + bias[j], 0f);
                }
            }
            int width = after.constant.length;
            after.factor.multiply(rows, merged, 0, out, target, from * width, width);
            for (int q = from; q < to; q++) {
                for (int j = 0, at = q * width; j < width; j++) {
                    target[at + j] += after.constant[j];
                }
            }
        }

        /** Sums the node parts of values, and the other parts of neighbor rows head by head. */
        private void attend(int q, int anchor, float[] sum, int sumAt, float[] rest, int restAt) {
            int first = slots.count()[q] == 0 ? 0 : k - slots.count()[q];
            assemble(q, first);
            int p = n + r;
            float scale = layer.scale();
            for (int head = 0; head < heads; head++) {
                int u = (anchor * heads + head) * p;
                for (int i = first; i < k; i++) {
                    int row = slots.row()[q * k + i];
                    float node = row < 0 ? 0f : kernels.dot(nodes.u, u, nodes.h, row * n, n);
                    score[i] = scale * (node + kernels.dot(nodes.u, u + n, x, i * r, r));
                }
                NeighborAttentionOp.softmax(kernels, score, first, k, weight, 0);
                for (int i = first; i < k; i++) {
                    int row = slots.row()[q * k + i];
                    if (row >= 0) {
                        kernels.axpy(weight[i], nodes.value, (row * heads + head) * w, sum, sumAt, w);
                    }
                    kernels.axpy(weight[i], x, i * r, rest, restAt + head * r, r);
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
        private void normalise(int anchor, float[] sum, float[] y, int at) {
            float[] bias = layer.output.bias().data();
            for (int j = 0; j < w; j++) {
                y[at + j] += sum[at + j] + bias[j];
            }
            int own = nodes.anchorRow[anchor] * n;
            for (int j = 0; j < n; j++) {
                y[at + j] += nodes.h[own + j];
            }
            for (int j = n; j < w; j++) {
                y[at + j] += nodes.now[j - n];
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
