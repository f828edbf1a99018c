package io.tgl.models.head;

import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.Linear;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.GatherOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.models.query.QueryIndex;

/**
 * logit = W_2 relu(W_1 [z_u ; z_v] + b_1) + b_2 (DyGLib's merge layer). Both halves of W_1 are applied to distinct rows
 * and added a pair.
 *
 * <p>Letters: n queries, D distinct embeddings, N their width. Shapes: z [D, N]; logits [n, 1].
 */
public final class LinkHead {
    private final Linear first;
    private final Linear second;
    private final int width;

    /** Adds "PREFIX.fc1" and "PREFIX.fc2". */
    public LinkHead(Parameters parameters, Initializers init, String prefix, int width) {
        this.width = width;
        this.first = Linear.create(parameters, init, prefix + ".fc1", 2 * width, width);
        this.second = Linear.create(parameters, init, prefix + ".fc2", width, 1);
    }

    /** N. */
    public int width() {
        return width;
    }

    /** Logits of pairs (z[source[i]], z[destination[i]]). */
    public Tensor logits(Tape tape, Tensor z, int[] source, int[] destination, int n) {
        Part left = part(tape, z, source, n, 0);
        Part right = part(tape, z, destination, n, width);
        Tensor hidden = LinearOp.apply(tape, n, first.weight(), first.bias(), Activation.RELU, left, right);
        return LinearOp.apply(tape, n, second.weight(), second.bias(), Activation.NONE, Part.of(hidden, 0));
    }

    private static Part part(Tape tape, Tensor z, int[] row, int n, int column) {
        QueryIndex distinct = new QueryIndex();
        distinct.clear();
        int[] rowOf = new int[n];
        for (int i = 0; i < n; i++) {
            rowOf[i] = distinct.add(row[i], 0);
        }
        return new Part(GatherOp.apply(tape, z, distinct.nodes(), distinct.size()), column, rowOf);
    }
}
