package io.tgl.core.nn;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.EdgeAttentionOp;
import io.tgl.core.tensor.op.Edges;
import io.tgl.core.tensor.op.HeadDotOp;
import io.tgl.core.tensor.op.LeakyReluOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.SumOp;
import io.tgl.core.tensor.op.SumOp.Term;
import io.tgl.core.tensor.op.WeightedSumOp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Graph attention (Velickovic et al., ICLR 2018): score of edge j to i = leaky(a_s . W x_j + a_t . W x_i + a_e . V e_ij +
 * c), softmax over the incoming edges of i, y_i = joined sums of a_ij W x_j + b. Self-loops are replaced by one a node
 * with the mean feature of its other incoming edges. Letters: H heads, C width of a head.
 *
 * @param weight W [H C, in], head by head
 * @param sourceAttention a_s [1, H C]
 * @param targetAttention a_t [1, H C]
 * @param edge null, or what reads edge features
 * @param scoreBias null, or c [1, H]
 * @param bias [1, H C] or [1, C]
 */
public record GatLayer(
        int heads,
        HeadJoin join,
        Tensor weight,
        Tensor sourceAttention,
        Tensor targetAttention,
        @Nullable EdgePart edge,
        @Nullable Tensor scoreBias,
        Tensor bias) {
    /** Slope of leaky ReLU below zero, in this family of layers. */
    static final float SLOPE = 0.2f;

    /**
     * The part of the score that reads edge features.
     *
     * @param weight V [H C, edge features]
     * @param attention a_e [1, H C]
     */
    public record EdgePart(Tensor weight, Tensor attention) {}

    /**
     * Applies the layer.
     *
     * @param x [N, in]
     * @param edges of the graph as they are
     * @param features [edges, edge features], not read without an edge part
     * @param dropout of the attention weights
     */
    public Tensor apply(Tape tape, Tensor x, Edges edges, @Nullable Tensor features, Dropout dropout) {
        Edges looped = edges.withNewSelfLoops();
        Tensor projected = LinearOp.apply(tape, x.rows(), weight, null, Activation.NONE, Part.of(x, 0));
        List<Term> terms = new ArrayList<>();
        terms.add(new Term(HeadDotOp.apply(tape, projected, sourceAttention, heads), 0, looped.source()));
        terms.add(new Term(HeadDotOp.apply(tape, projected, targetAttention, heads), 0, looped.target()));
        if (edge != null && features != null) {
            Tensor own = edgeRows(tape, looped, features, edge.weight);
            terms.add(Term.of(HeadDotOp.apply(tape, own, edge.attention, heads), 0));
        }
        if (scoreBias != null) {
            terms.add(Term.everywhere(scoreBias, 0, looped.entries()));
        }
        Tensor sum = SumOp.apply(tape, looped.entries(), heads, terms.toArray(Term[]::new));
        Tensor scores = LeakyReluOp.apply(tape, sum, SLOPE);
        Tensor y = EdgeAttentionOp.ofSources(tape, looped, scores, projected, dropout);
        return join.apply(tape, y, heads, bias);
    }

    /** The projected feature of each entry. */
    static Tensor edgeRows(Tape tape, Edges edges, Tensor features, Tensor weight) {
        Tensor own = WeightedSumOp.apply(tape, features, edges.features());
        return LinearOp.apply(tape, own.rows(), weight, null, Activation.NONE, Part.of(own, 0));
    }
}
