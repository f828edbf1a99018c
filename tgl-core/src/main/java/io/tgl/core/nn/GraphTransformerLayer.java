package io.tgl.core.nn;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.EdgeAttentionOp;
import io.tgl.core.tensor.op.Edges;
import io.tgl.core.tensor.op.HeadDotOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.SumOp;
import io.tgl.core.tensor.op.SumOp.Term;
import org.jspecify.annotations.Nullable;

/**
 * Graph transformer convolution (Shi et al., IJCAI 2021, without the gate): score of edge j to i = q_i . (k_j + V e_ij) /
 * sqrt(C), softmax over the incoming edges of i, y_i = sums of a_ij (v_j + V e_ij), heads side by side, + root(x_i). Edges
 * stay as they are; a node without incoming edges has its root part alone. Letters: H heads, C width of a head.
 *
 * @param query [H C, in] with bias, and so on
 * @param edgeWeight null, or V [H C, edge features]
 * @param root null, or the map of the node's own row
 */
public record GraphTransformerLayer(
        int heads,
        Linear query,
        Linear key,
        Linear value,
        @Nullable Tensor edgeWeight,
        @Nullable Linear root) {
    /**
     * Applies the layer.
     *
     * @param x [N, in]
     * @param features [edges, edge features], not read without an edge weight
     * @param dropout of the attention weights
     */
    public Tensor apply(Tape tape, Tensor x, Edges edges, @Nullable Tensor features, Dropout dropout) {
        Tensor q = project(tape, query, x);
        Tensor k = project(tape, key, x);
        Tensor v = project(tape, value, x);
        Tensor own =
                edgeWeight == null || features == null ? null : GatLayer.edgeRows(tape, edges, features, edgeWeight);
        int width = q.columns() / heads;
        float scale = 1f / (float) Math.sqrt(width);
        Tensor keys = entryRows(tape, k, edges, own);
        Tensor scores = HeadDotOp.apply(tape, keys, q, edges.target(), heads, scale);
        Tensor values = entryRows(tape, v, edges, own);
        Tensor y = EdgeAttentionOp.ofEntries(tape, edges, scores, values, dropout);
        return root == null
                ? y
                : SumOp.apply(tape, y.rows(), y.columns(), Term.of(y, 0), Term.of(project(tape, root, x), 0));
    }

    private static Tensor entryRows(Tape tape, Tensor nodes, Edges edges, @Nullable Tensor own) {
        Term ofSource = new Term(nodes, 0, edges.source());
        return own == null
                ? SumOp.apply(tape, edges.entries(), nodes.columns(), ofSource)
                : SumOp.apply(tape, edges.entries(), nodes.columns(), ofSource, Term.of(own, 0));
    }

    private static Tensor project(Tape tape, Linear map, Tensor x) {
        return LinearOp.apply(tape, x.rows(), map.weight(), map.bias(), Activation.NONE, Part.of(x, 0));
    }
}
