package io.tgl.core.nn;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.DropoutOp;
import io.tgl.core.tensor.op.EdgeAttentionOp;
import io.tgl.core.tensor.op.Edges;
import io.tgl.core.tensor.op.HeadDotOp;
import io.tgl.core.tensor.op.LeakyReluOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.SumOp;
import io.tgl.core.tensor.op.SumOp.Term;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Graph attention with the non-linearity before the attention vector (Brody et al., ICLR 2022): score of edge j to i = a .
 * leaky(l_j + r_i + V e_ij) with l = L x, r = R x, softmax over the incoming edges of i, y_i = joined sums of a_ij l_j +
 * b. Unlike that of {@link GatLayer}, the order of the sources may differ from target to target. Letters: H heads, C width
 * of a head.
 *
 * @param source L, weight [H C, in]
 * @param target R; equal to {@code source} where weights are shared
 * @param attention a [1, H C]
 * @param edgeWeight null, or V [H C, edge features]
 * @param selfLoops whether self-loops are replaced by one a node, with the mean feature of its other incoming edges
 * @param bias [1, H C] or [1, C], or null
 */
public record Gatv2Layer(
        int heads,
        HeadJoin join,
        Projection source,
        Projection target,
        Tensor attention,
        @Nullable Tensor edgeWeight,
        boolean selfLoops,
        @Nullable Tensor bias) {
    /**
     * A linear map with or without bias.
     *
     * @param weight [out, in]
     * @param bias [1, out]
     */
    public record Projection(Tensor weight, @Nullable Tensor bias) {
        /** x W^T + b. */
        public Tensor apply(Tape tape, Tensor x) {
            return LinearOp.apply(tape, x.rows(), weight, bias, Activation.NONE, Part.of(x, 0));
        }
    }

    /**
     * Applies the layer.
     *
     * @param x [N, in]
     * @param edges of the graph as they are
     * @param features [edges, edge features], not read without an edge weight
     * @param dropout of the attention weights
     */
    public Tensor apply(Tape tape, Tensor x, Edges edges, @Nullable Tensor features, Dropout dropout) {
        Tensor left = source.apply(tape, x);
        Tensor right = target.equals(source) ? left : target.apply(tape, x);
        return attend(tape, left, right, edges, features, dropout, Dropout.NONE);
    }

    /**
     * The layer behind its linear maps, however they were computed.
     *
     * @param left l, [N, H C]
     * @param right r, [N, H C]
     * @param dropout of the attention weights
     * @param ofValues dropout of the rows that are summed; scores read them as they are
     */
    public Tensor attend(
            Tape tape,
            Tensor left,
            Tensor right,
            Edges edges,
            @Nullable Tensor features,
            Dropout dropout,
            Dropout ofValues) {
        Edges used = selfLoops ? edges.withNewSelfLoops() : edges;
        Tensor own =
                edgeWeight == null || features == null ? null : GatLayer.edgeRows(tape, used, features, edgeWeight);
        Tensor scores = scores(tape, left, right, used.source(), used.target(), own);
        Tensor values = DropoutOp.apply(tape, left, ofValues);
        return join.apply(tape, EdgeAttentionOp.ofSources(tape, used, scores, values, dropout), heads, bias);
    }

    /**
     * Scores of pairs of rows, before the softmax: [pairs, H].
     *
     * @param left l, [rows, H C]
     * @param right r, [rows, H C]
     * @param sourceRow row of l of each pair
     * @param targetRow row of r of each pair
     * @param own [pairs, H C], the projected edge features, or null
     */
    public Tensor scores(Tape tape, Tensor left, Tensor right, int[] sourceRow, int[] targetRow, @Nullable Tensor own) {
        List<Term> terms = new ArrayList<>();
        terms.add(new Term(left, 0, sourceRow));
        terms.add(new Term(right, 0, targetRow));
        if (own != null) {
            terms.add(Term.of(own, 0));
        }
        Tensor sum = SumOp.apply(tape, sourceRow.length, left.columns(), terms.toArray(Term[]::new));
        Tensor bent = LeakyReluOp.apply(tape, sum, GatLayer.SLOPE);
        return HeadDotOp.apply(tape, bent, attention, heads);
    }
}
