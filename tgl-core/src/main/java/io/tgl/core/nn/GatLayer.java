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
import io.tgl.core.tensor.op.WeightedSumOp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Graph attention (Velickovic et al., ICLR 2018): score of edge j to i = leaky(a_s . W x_j + c_s + a_t . W x_i + c_t + a_e .
 * V e_ij), softmax over the incoming edges of i, y_i = joined sums of a_ij W x_j + b. Self-loops are replaced by one a node
 * with the mean feature of its other incoming edges. Letters: H heads, C width of a head.
 *
 * @param weight W [H C, in], head by head
 * @param sourceAttention a_s [1, H C]
 * @param targetAttention a_t [1, H C]
 * @param edge null, or what reads edge features
 * @param scoreBias null, or c_s and c_t, which the authors' program has and later ones have not
 * @param bias b, [1, H C] or [1, C], or null
 */
public record GatLayer(
        int heads,
        HeadJoin join,
        Tensor weight,
        Tensor sourceAttention,
        Tensor targetAttention,
        @Nullable EdgePart edge,
        @Nullable ScoreBias scoreBias,
        @Nullable Tensor bias) {
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
     * The biases of the two halves of the score.
     *
     * @param source c_s [1, H]
     * @param target c_t [1, H]
     */
    public record ScoreBias(Tensor source, Tensor target) {}

    /**
     * Applies the layer.
     *
     * @param x [N, in]
     * @param edges of the graph as they are
     * @param features [edges, edge features], not read without an edge part
     * @param dropout of the attention weights
     */
    public Tensor apply(Tape tape, Tensor x, Edges edges, @Nullable Tensor features, Dropout dropout) {
        Tensor projected = LinearOp.apply(tape, x.rows(), weight, null, Activation.NONE, Part.of(x, 0));
        return attend(tape, projected, edges, features, dropout, Dropout.NONE);
    }

    /**
     * The layer behind its linear map, however that was computed.
     *
     * @param projected x W^T, [N, H C]
     * @param dropout of the attention weights
     * @param ofValues dropout of the rows that are summed; scores read them as they are
     */
    public Tensor attend(
            Tape tape, Tensor projected, Edges edges, @Nullable Tensor features, Dropout dropout, Dropout ofValues) {
        Edges looped = edges.withNewSelfLoops();
        Tensor own = edge == null || features == null ? null : edgeRows(tape, looped, features, edge.weight);
        Tensor scores = scores(tape, projected, looped.source(), looped.target(), own);
        Tensor values = DropoutOp.apply(tape, projected, ofValues);
        return join.apply(tape, EdgeAttentionOp.ofSources(tape, looped, scores, values, dropout), heads, bias);
    }

    /**
     * Scores of pairs of rows, before the softmax: [pairs, H].
     *
     * @param projected [rows, H C]
     * @param source row of each pair's source
     * @param target row of each pair's target
     * @param own [pairs, H C], the projected edge features, or null
     */
    public Tensor scores(Tape tape, Tensor projected, int[] source, int[] target, @Nullable Tensor own) {
        int pairs = source.length;
        List<Term> terms = new ArrayList<>();
        terms.add(new Term(
                half(tape, projected, sourceAttention, scoreBias == null ? null : scoreBias.source), 0, source));
        terms.add(new Term(
                half(tape, projected, targetAttention, scoreBias == null ? null : scoreBias.target), 0, target));
        if (edge != null && own != null) {
            terms.add(Term.of(HeadDotOp.apply(tape, own, edge.attention, heads), 0));
        }
        Tensor sum = SumOp.apply(tape, pairs, heads, terms.toArray(Term[]::new));
        return LeakyReluOp.apply(tape, sum, SLOPE);
    }

    private Tensor half(Tape tape, Tensor projected, Tensor attention, @Nullable Tensor c) {
        Tensor dots = HeadDotOp.apply(tape, projected, attention, heads);
        return c == null
                ? dots
                : SumOp.apply(tape, dots.rows(), heads, Term.of(dots, 0), Term.everywhere(c, 0, dots.rows()));
    }

    /** The projected feature of each entry. */
    static Tensor edgeRows(Tape tape, Edges edges, Tensor features, Tensor weight) {
        Tensor own = WeightedSumOp.apply(tape, features, edges.features());
        return LinearOp.apply(tape, own.rows(), weight, null, Activation.NONE, Part.of(own, 0));
    }
}
