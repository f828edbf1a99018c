package io.tgl.core.nn;

import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.ComposedProjectionOp;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.GatherOp;
import io.tgl.core.tensor.op.HeadProjectionOp;
import io.tgl.core.tensor.op.HeadProjectionOp.Channels;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.NeighborAttentionOp;
import io.tgl.core.tensor.op.ResidualNormOp;
import io.tgl.core.tensor.op.TimeAttentionOp;
import io.tgl.core.tensor.op.TimeEncodingOp;
import java.util.stream.IntStream;

/**
 * One layer of attention over temporal neighbors with its merge layer (Xu et al. 2020; Rossi et al. 2020, section 3.1, in
 * DyGLib's form). q = [h_v ; phi(0)], keys and values [h_i ; e_i ; phi(t - t_i)], H heads of d = (N + T) / H,
 * y = LayerNorm(dropout(W_O attention + b_O) + q), z = W_2 relu(W_1 [y ; x_v] + b_1) + b_2.
 *
 * <p>Letters: N node width, E edge width, T time width, D distinct anchors, Q queries, k slots. The query projection and
 * W_K^T q hang on the anchor alone and are computed once for each distinct one.
 */
public final class TemporalAttention {
    final int nodeWidth;
    final int edgeWidth;
    final int heads;
    final TimeEncoding time;
    final Tensor query;
    final Tensor key;
    final Tensor value;
    final Tensor gain;
    final Tensor normBias;
    final Linear output;
    final Linear merge1;
    final Linear merge2;

    /**
     * Adds the layer's parameters.
     *
     * @param prefix of the embedding module, e.g. "model.embedding_module"
     * @param layer from 0
     */
    public TemporalAttention(
            Parameters p,
            Initializers init,
            String prefix,
            int layer,
            int nodeWidth,
            int edgeWidth,
            int heads,
            TimeEncoding time) {
        this.nodeWidth = nodeWidth;
        this.edgeWidth = edgeWidth;
        this.heads = heads;
        this.time = time;
        int width = nodeWidth + time.width();
        int keyWidth = width + edgeWidth;
        String conv = prefix + ".temporal_conv_layers." + layer;
        String merge = prefix + ".merge_layers." + layer;
        this.query = Linear.weightOnly(p, init, conv + ".query_projection", width, width);
        this.key = Linear.weightOnly(p, init, conv + ".key_projection", keyWidth, width);
        this.value = Linear.weightOnly(p, init, conv + ".value_projection", keyWidth, width);
        this.gain = p.add(conv + ".layer_norm.weight", Initializers.constant(width, 1f), 1, width);
        this.normBias = p.add(conv + ".layer_norm.bias", new float[width], 1, width);
        this.output = Linear.create(p, init, conv + ".residual_fc", width, width);
        this.merge1 = Linear.create(p, init, merge + ".fc1", width + nodeWidth, nodeWidth);
        this.merge2 = Linear.create(p, init, merge + ".fc2", nodeWidth, nodeWidth);
    }

    /**
     * The queries of a call.
     *
     * @param anchorRow [D] row of h of each anchor, -1 for the padding node
     * @param anchorOf [Q] anchor of each query
     * @param own [*, N] the raw (for memory models: updated memory plus raw) rows that x_v is read from; of width 0
     *     where all are zero
     * @param ownRow [Q] row of {@code own} of each query
     */
    public record Anchors(int[] anchorRow, int anchors, int[] anchorOf, Tensor own, int[] ownRow) {}

    /** z [Q, N] from the rows h [M, N] of the layer below; narrower rows count as padded with zeros. */
    public Tensor apply(
            Tape tape,
            Tensor h,
            Anchors anchors,
            NeighborAttentionOp.Slots slots,
            Dropout onWeights,
            Dropout onOutput) {
        int queries = slots.queries();
        Channels channels = channels(h.columns(), slots.features().width());
        Tensor anchor = GatherOp.apply(tape, h, anchors.anchorRow, anchors.anchors);
        Tensor now = TimeEncodingOp.atZero(tape, time.w(), time.b());
        Tensor q = LinearOp.apply(
                tape,
                anchors.anchors,
                query,
                null,
                Activation.NONE,
                Part.of(anchor, 0),
                new Part(now, nodeWidth, new int[anchors.anchors]));
        Tensor u = HeadProjectionOp.keys(tape, q, key, heads, channels);
        Tensor sums = NeighborAttentionOp.apply(
                tape, u, anchors.anchorOf, h, time.w(), time.b(), slots, heads, scale(), onWeights);
        Tensor projected = project(tape, sums, channels);
        Tensor y = ResidualNormOp.apply(tape, projected, anchor, anchors.anchorOf, now, gain, normBias, onOutput);
        int ownColumn = nodeWidth + time.width();
        if (anchors.own.columns() == 0) {
            return merge(tape, queries, Part.of(y, 0));
        }
        Part own = anchors.own == h
                ? new Part(anchor, ownColumn, anchors.anchorOf)
                : Part.of(GatherOp.apply(tape, anchors.own, anchors.ownRow, queries), ownColumn);
        return merge(tape, queries, Part.of(y, 0), own);
    }

    /**
     * z [Q, N] where the layer below is zero everywhere (no node features): the query is one vector, [0 ; phi(0)], for all,
     * and a neighbor is its edge feature and its time.
     */
    public Tensor applyWithoutNodes(Tape tape, NeighborAttentionOp.Slots slots, Dropout onWeights, Dropout onOutput) {
        int queries = slots.queries();
        int[] same = new int[queries];
        Channels channels = channels(0, slots.features().width());
        Tensor now = TimeEncodingOp.atZero(tape, time.w(), time.b());
        Tensor q = LinearOp.apply(tape, 1, query, null, Activation.NONE, Part.of(now, nodeWidth));
        Tensor u = HeadProjectionOp.keys(tape, q, key, heads, channels);
        Tensor sums = TimeAttentionOp.apply(tape, u, time.w(), time.b(), slots, heads, scale(), onWeights);
        Tensor projected = project(tape, sums, channels);
        Tensor nothing = Tensor.constant(new float[0], 1, 0);
        Tensor y = ResidualNormOp.apply(tape, projected, nothing, same, now, gain, normBias, onOutput);
        return merge(tape, queries, Part.of(y, 0));
    }

    /** W_O applied to the heads' W_V sums: by one composed matrix where that takes fewer products a query. */
    private Tensor project(Tape tape, Tensor sums, Channels channels) {
        int width = output.weight().rows();
        boolean compose = heads * channels.total() < channels.total() + width;
        Tensor weight =
                compose ? ComposedProjectionOp.apply(tape, output.weight(), value, heads, channels) : output.weight();
        Tensor attended = compose ? sums : HeadProjectionOp.values(tape, sums, value, heads, channels);
        return LinearOp.apply(tape, sums.rows(), weight, output.bias(), Activation.NONE, Part.of(attended, 0));
    }

    private Tensor merge(Tape tape, int queries, Part... parts) {
        Tensor hidden = LinearOp.apply(tape, queries, merge1.weight(), merge1.bias(), Activation.RELU, parts);
        return LinearOp.apply(tape, queries, merge2.weight(), merge2.bias(), Activation.NONE, Part.of(hidden, 0));
    }

    float scale() {
        return (float) (1 / Math.sqrt(query.rows() / heads));
    }

    /** The channels of a neighbor row that are present: node, edge feature, time. */
    Channels channels(int nodes, int features) {
        int[] column = {0, nodeWidth, nodeWidth + edgeWidth};
        int[] width = {nodes, features, time.width()};
        int[] present =
                IntStream.range(0, width.length).filter(c -> width[c] > 0).toArray();
        return new Channels(
                IntStream.of(present).map(c -> column[c]).toArray(),
                IntStream.of(present).map(c -> width[c]).toArray());
    }
}
