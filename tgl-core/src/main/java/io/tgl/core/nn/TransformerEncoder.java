package io.tgl.core.nn;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.AttentionPairs;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.DropoutOp;
import io.tgl.core.tensor.op.FeedForwardOp;
import io.tgl.core.tensor.op.FeedForwardOp.Layers;
import io.tgl.core.tensor.op.GatherOp;
import io.tgl.core.tensor.op.GeluOp;
import io.tgl.core.tensor.op.LayerNormOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.ResidualFeedForwardOp;
import io.tgl.core.tensor.op.ResidualOp;
import io.tgl.core.tensor.op.Sequences;
import io.tgl.core.tensor.op.SumOp;
import io.tgl.core.tensor.op.SumOp.Term;
import io.tgl.core.tensor.op.WeightedSumOp;
import io.tgl.core.tensor.op.WeightedSumOp.Entries;
import org.jspecify.annotations.Nullable;

/**
 * One Transformer encoder block (Vaswani et al. 2017) over ragged sequences, in the two forms that DyGLib's models use,
 * inner width 4 D. POST (CAWN, TCL): y = LN_1(q + dropout(MHA(q, k, v))), out = LN_2(y + dropout(W_2 dropout(relu(W_1
 * y)))). PRE (DyGFormer): y = x + dropout(MHA(LN_1 x)), out = y + dropout(W_2 dropout(gelu(W_1 LN_2 y))). Dropout also
 * on attention weights.
 *
 * <p>Letters: D width, n rows. Shapes: tokens [n, D].
 */
public final class TransformerEncoder {
    private static final int INNER = 4;

    private final Norm norm;
    private final MultiHeadAttention attention;
    private final Layers feedForward;
    private final Tensor[] gain = new Tensor[2];
    private final Tensor[] bias = new Tensor[2];

    /** Where the block normalises; the activation goes with it. */
    public enum Norm {
        /** After each residual sum; ReLU. */
        POST,
        /** Before attention and network; GELU. */
        PRE
    }

    /** Adds "PREFIX.multi_head_attention", "PREFIX.linear_layers.0 1" and "PREFIX.norm_layers.0 1". */
    public TransformerEncoder(Parameters p, Initializers init, String prefix, int width, int heads, Norm norm) {
        if (heads < 1 || width % heads != 0) {
            throw InvalidInput.at(prefix + ", heads", "a divisor of " + width, heads);
        }
        this.norm = norm;
        this.attention = MultiHeadAttention.create(p, init, prefix + ".multi_head_attention", width, heads);
        Linear first = Linear.create(p, init, prefix + ".linear_layers.0", width, INNER * width);
        Linear second = Linear.create(p, init, prefix + ".linear_layers.1", INNER * width, width);
        this.feedForward = new Layers(first.weight(), first.bias(), second.weight(), second.bias());
        for (int i = 0; i < 2; i++) {
            String name = prefix + ".norm_layers." + i;
            gain[i] = p.add(name + ".weight", Initializers.constant(width, 1f), 1, width);
            bias[i] = p.add(name + ".bias", new float[width], 1, width);
        }
    }

    /**
     * Each sequence attends to itself.
     *
     * @param multiplicity null, or for each token how many equal ones it stands for
     * @param place names the random streams of this use of the block
     */
    public Tensor encode(
            Tape tape,
            Tensor x,
            Sequences sequences,
            float @Nullable [] multiplicity,
            Dropouts dropouts,
            String place) {
        AttentionPairs pairs = AttentionPairs.self(sequences, multiplicity);
        if (norm == Norm.POST) {
            Tensor attended = attention.apply(tape, x, x, pairs, dropouts.of(place + "/weights"));
            return afterAttention(tape, attended, x, dropouts, place);
        }
        return feedForward(tape, attend(tape, x, pairs, dropouts, place), dropouts, place);
    }

    /**
     * As {@link #encode}, of a PRE block whose tokens are sums of rows of tables: the first map is applied to the tables.
     *
     * @param x the sums, {@link SumOp} of {@code channels}
     */
    public Tensor encodeSums(
            Tape tape,
            Tensor x,
            Term[] channels,
            Sequences sequences,
            float @Nullable [] multiplicity,
            Dropouts dropouts,
            String place) {
        if (norm != Norm.PRE) {
            throw new IllegalStateException("only a block that normalises first knows sums");
        }
        AttentionPairs pairs = AttentionPairs.self(sequences, multiplicity);
        Tensor attended =
                attention.applyToSums(tape, x, channels, gain[0], bias[0], pairs, dropouts.of(place + "/weights"));
        Tensor y = ResidualOp.apply(tape, attended, x, dropouts.of(place + "/attention"));
        return feedForward(tape, y, dropouts, place);
    }

    private Tensor feedForward(Tape tape, Tensor y, Dropouts dropouts, String place) {
        ResidualFeedForwardOp.Layers layers = new ResidualFeedForwardOp.Layers(
                gain[1],
                bias[1],
                feedForward.weight1(),
                feedForward.bias1(),
                feedForward.weight2(),
                feedForward.bias2());
        return ResidualFeedForwardOp.apply(
                tape, y, layers, dropouts.of(place + "/hidden"), dropouts.of(place + "/output"));
    }

    private Tensor attend(Tape tape, Tensor x, AttentionPairs pairs, Dropouts dropouts, String place) {
        Tensor normal = LayerNormOp.apply(tape, x, gain[0], bias[0]);
        Tensor attended = attention.apply(tape, normal, normal, pairs, dropouts.of(place + "/weights"));
        return ResidualOp.apply(tape, attended, x, dropouts.of(place + "/attention"));
    }

    /**
     * As {@link #encode}, for who reads nothing but means of the tokens. In a PRE block the means are taken before the
     * last linear map, which is then applied to them alone; what is dropped after it is then one draw for all tokens of
     * a mean, so where anything is dropped this is done only if draws are merged.
     *
     * @param means weighted sums of tokens whose weights add up to 1
     * @param merged whether equal computations may share a draw
     * @return [means.count(), D]
     */
    public Tensor encodeMeans(
            Tape tape,
            Tensor x,
            Sequences sequences,
            float @Nullable [] multiplicity,
            Entries means,
            Dropouts dropouts,
            boolean merged,
            String place) {
        if (norm != Norm.PRE || (!merged && tape.recording() && dropouts.probability() > 0)) {
            return WeightedSumOp.apply(tape, encode(tape, x, sequences, multiplicity, dropouts, place), means);
        }
        Tensor y = attend(tape, x, AttentionPairs.self(sequences, multiplicity), dropouts, place);
        Tensor inner = LayerNormOp.apply(tape, y, gain[1], bias[1]);
        Tensor hidden = GeluOp.apply(
                tape,
                LinearOp.apply(
                        tape,
                        inner.rows(),
                        feedForward.weight1(),
                        feedForward.bias1(),
                        Activation.NONE,
                        Part.of(inner, 0)));
        Tensor kept = DropoutOp.apply(tape, hidden, dropouts.of(place + "/hidden"));
        Tensor out = LinearOp.apply(
                tape,
                means.count(),
                feedForward.weight2(),
                feedForward.bias2(),
                Activation.NONE,
                Part.of(WeightedSumOp.apply(tape, kept, means), 0));
        return ResidualOp.apply(tape, out, WeightedSumOp.apply(tape, y, means), dropouts.of(place + "/output"));
    }

    /**
     * Queries attend to the tokens of other sequences; of a POST block.
     *
     * @param queries [n, D] tokens of {@code pairs.queries()}
     * @param memory tokens of {@code pairs.keys()}, may be the same tensor
     * @param oneQuery whether every sequence of queries has one token, by what is computed, not by chance
     * @return the tokens of {@code pairs.results()}
     */
    public Tensor cross(
            Tape tape,
            Tensor queries,
            Tensor memory,
            AttentionPairs pairs,
            boolean oneQuery,
            Dropouts dropouts,
            String place) {
        if (norm != Norm.POST) {
            throw new IllegalStateException("no published model uses cross-attention before normalisation");
        }
        Dropout onWeights = dropouts.of(place + "/weights");
        Tensor attended = oneQuery
                ? attention.applyToOneQuery(tape, queries, memory, pairs, onWeights)
                : attention.apply(tape, queries, memory, pairs, onWeights);
        int[] rows = pairs.queries().selectRows(pairs.query());
        Tensor residual = GatherOp.apply(tape, queries, rows, rows.length);
        return afterAttention(tape, attended, residual, dropouts, place);
    }

    private Tensor afterAttention(Tape tape, Tensor attended, Tensor residual, Dropouts dropouts, String place) {
        Tensor y = LayerNormOp.afterResidual(
                tape, attended, residual, dropouts.of(place + "/attention"), gain[0], bias[0]);
        Tensor out = FeedForwardOp.apply(tape, y, feedForward, dropouts.of(place + "/hidden"));
        return LayerNormOp.afterResidual(tape, out, y, dropouts.of(place + "/output"), gain[1], bias[1]);
    }
}
