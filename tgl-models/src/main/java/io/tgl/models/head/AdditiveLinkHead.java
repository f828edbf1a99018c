package io.tgl.models.head;

import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.Linear;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.PairSumOp;
import java.util.List;

/**
 * logit = W_f relu(W_s z_u + b_s + W_d z_v + b_d) + b_f (PyTorch Geometric's link predictor).
 *
 * <p>Letters: n queries, D distinct embeddings, N their width. Shapes: z [D, N]; logits [n, 1].
 */
public final class AdditiveLinkHead {
    private final Linear source;
    private final Linear destination;
    private final Linear last;

    /** Adds "PREFIX.lin_src", "PREFIX.lin_dst" and "PREFIX.lin_final". */
    public AdditiveLinkHead(Parameters parameters, Initializers init, String prefix, int width) {
        this.source = Linear.create(parameters, init, prefix + ".lin_src", width, width);
        this.destination = Linear.create(parameters, init, prefix + ".lin_dst", width, width);
        this.last = Linear.create(parameters, init, prefix + ".lin_final", width, 1);
    }

    /** Logits of pairs (z[source[i]], z[destination[i]]). */
    public Tensor logits(Tape tape, Tensor z, int[] source, int[] destination, int n) {
        Tensor hidden = PairSumOp.apply(
                tape, project(tape, z, this.source), source, project(tape, z, this.destination), destination, n);
        return LinearOp.apply(tape, n, last.weight(), last.bias(), Activation.NONE, Part.of(hidden, 0));
    }

    /**
     * Scores, the logistic of logits, of some rows against many, with the bits that {@link #logits} leads to: the rows that
     * are candidates are projected once and stand in columns, so that a source meets all of them in one pass.
     *
     * @param source row of z of each query
     * @param candidates rows of z of each query's candidates
     * @param scores receives a score a candidate
     */
    public void rank(Tape tape, Tensor z, int[] source, int[][] candidates, float[][] scores) {
        Tensor left = project(tape, z, this.source);
        Tensor right = project(tape, z, this.destination);
        PairRanking.Group all = new PairRanking.Group(source, 0, right.rows(), candidates, scores);
        PairRanking.rank(tape, left, right, last, List.of(all));
    }

    private static Tensor project(Tape tape, Tensor z, Linear map) {
        return LinearOp.apply(tape, z.rows(), map.weight(), map.bias(), Activation.NONE, Part.of(z, 0));
    }
}
