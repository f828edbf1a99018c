package io.tgl.core.nn;

import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.AttentionPairs;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Outputs;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.MultiHeadAttentionOp;
import io.tgl.core.tensor.op.MultiHeadAttentionOp.Projections;

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
        return LinearOp.apply(
                tape, attended.rows(), output.weight(), output.bias(), Activation.NONE, Part.of(attended, 0));
    }

    private Tensor project(Tape tape, Tensor x, int first, int count) {
        return LinearOp.apply(
                tape, x.rows(), inputWeight, inputBias, new Outputs(first, count), Activation.NONE, Part.of(x, 0));
    }
}
