package io.tgl.core.nn;

import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.AttentionPairs;
import io.tgl.core.tensor.op.BiasOp;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.HeadProjectionOp;
import io.tgl.core.tensor.op.HeadProjectionOp.Channels;
import io.tgl.core.tensor.op.HeadProjectionOp.Rows;
import io.tgl.core.tensor.op.LateNormOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Outputs;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.MultiHeadAttentionOp;
import io.tgl.core.tensor.op.MultiHeadAttentionOp.Projections;
import io.tgl.core.tensor.op.ScaledColumnsOp;
import io.tgl.core.tensor.op.Sequences;
import io.tgl.core.tensor.op.SumOp;
import io.tgl.core.tensor.op.SumOp.Term;

/**
 * Multi-head attention over ragged sequences with its projections (Vaswani et al. 2017), parameters named and started
 * as PyTorch's layer: packed input weight U(-b, b) with b = sqrt(6 / 4D), biases 0.
 *
 * @param inputWeight [3 D, D]: queries, keys, values
 * @param inputBias [1, 3 D]
 * @param output D to D
 * @param heads H, a divisor of D
 */
public record MultiHeadAttention(Tensor inputWeight, Tensor inputBias, Linear output, int heads) {
    /** Adds "PREFIX.in_proj_weight", "PREFIX.in_proj_bias", "PREFIX.out_proj.weight" and "PREFIX.out_proj.bias". */
    public static MultiHeadAttention create(Parameters p, Initializers init, String prefix, int width, int heads) {
        String in = prefix + ".in_proj_weight";
        String out = prefix + ".out_proj";
        float[] packed = init.uniform(in, 3 * width * width, Math.sqrt(6.0 / (4.0 * width)));
        return new MultiHeadAttention(
                p.add(in, packed, 3 * width, width),
                p.add(prefix + ".in_proj_bias", new float[3 * width], 1, 3 * width),
                new Linear(
                        Linear.weightOnly(p, init, out, width, width),
                        p.add(out + ".bias", new float[width], 1, width)),
                heads);
    }

    /** D. */
    public int width() {
        return inputWeight.columns();
    }

    /**
     * Tokens attend to tokens.
     *
     * @param queries [rows, D] tokens that ask
     * @param memory [rows, D] tokens that are read; the same tensor is projected once
     * @param onWeights dropout of the attention weights
     * @return [rows of pairs.results(), D]
     */
    public Tensor apply(Tape tape, Tensor queries, Tensor memory, AttentionPairs pairs, Dropout onWeights) {
        int width = width();
        Projections projections;
        if (queries == memory) {
            projections = Projections.packed(project(tape, queries, 0, 3 * width));
        } else {
            Tensor q = project(tape, queries, 0, width);
            projections = new Projections(q, 0, project(tape, memory, width, 2 * width), 0, width, width);
        }
        Tensor attended = MultiHeadAttentionOp.apply(tape, projections, pairs, heads, onWeights);
        return project(tape, attended);
    }

    /**
     * Tokens attend to tokens that are sums of rows of tables and are normalised first, the map of queries, keys and
     * values applied to the tables ({@link LateNormOp}).
     *
     * @param x [rows, D] the sums
     * @param channels what x is the sum of
     */
    public Tensor applyToSums(
            Tape tape, Tensor x, Term[] channels, Tensor gain, Tensor bias, AttentionPairs pairs, Dropout onWeights) {
        int width = width();
        Tensor scaled = ScaledColumnsOp.apply(tape, inputWeight, gain);
        Term[] mapped = new Term[channels.length];
        for (int c = 0; c < channels.length; c++) {
            Tensor rows = channels[c].input();
            Part part = Part.of(rows, channels[c].column());
            Tensor table = LinearOp.apply(tape, rows.rows(), scaled, null, Activation.NONE, part);
            mapped[c] = new Term(table, 0, channels[c].rowOf());
        }
        Tensor sums = SumOp.apply(tape, x.rows(), 3 * width, mapped);
        Tensor ones = Tensor.constant(Initializers.constant(width, 1f), 1, width);
        Tensor ofOnes = LinearOp.apply(tape, 1, scaled, null, Activation.NONE, Part.of(ones, 0));
        Tensor ofBias = LinearOp.apply(tape, 1, inputWeight, inputBias, Activation.NONE, Part.of(bias, 0));
        Tensor packed = LateNormOp.apply(tape, x, sums, ofOnes, ofBias);
        return project(tape, MultiHeadAttentionOp.apply(tape, Projections.packed(packed), pairs, heads, onWeights));
    }

    /**
     * The same for sequences of one query each. Where no weight is dropped, the projections are re-associated, so that no
     * token that is read is projected.
     */
    public Tensor applyToOneQuery(Tape tape, Tensor queries, Tensor memory, AttentionPairs pairs, Dropout onWeights) {
        boolean drops = tape.training() && onWeights.probability() > 0f;
        return drops
                ? apply(tape, queries, memory, pairs, onWeights)
                : project(tape, single(tape, queries, memory, pairs));
    }

    private Tensor project(Tape tape, Tensor attended) {
        return LinearOp.apply(
                tape, attended.rows(), output.weight(), output.bias(), Activation.NONE, Part.of(attended, 0));
    }

    /**
     * Per head, scores (W_K^T q) . x_j and W_V (sum a_j x_j) + b_V: the heads of a query are the rows of one attention with
     * a single head over the tokens themselves. b_K adds the same to all scores of a query, so it is left out.
     */
    private Tensor single(Tape tape, Tensor queries, Tensor memory, AttentionPairs pairs) {
        int width = width();
        Channels whole = new Channels(new int[] {0}, new int[] {width});
        Tensor q = project(tape, queries, 0, width);
        Tensor u = HeadProjectionOp.keys(tape, q, new Rows(inputWeight, width, width), heads, whole);
        int n = queries.rows();
        Projections raw = new Projections(u.reshaped(n * heads, width), 0, memory, 0, 0, width);
        Sequences asking = Sequences.uniform(n, heads);
        AttentionPairs byHead =
                new AttentionPairs(asking, pairs.query(), pairs.keys(), pairs.key(), pairs.multiplicity());
        double scale = 1 / Math.sqrt(width / heads);
        Tensor sums = MultiHeadAttentionOp.apply(tape, raw, byHead, 1, scale, Dropout.NONE);
        Tensor joined = sums.reshaped(pairs.count(), heads * width);
        Tensor values = HeadProjectionOp.values(tape, joined, new Rows(inputWeight, 2 * width, width), heads, whole);
        return BiasOp.apply(tape, values, inputBias, 2 * width);
    }

    private Tensor project(Tape tape, Tensor x, int first, int count) {
        return LinearOp.apply(
                tape, x.rows(), inputWeight, inputBias, new Outputs(first, count), Activation.NONE, Part.of(x, 0));
    }
}
