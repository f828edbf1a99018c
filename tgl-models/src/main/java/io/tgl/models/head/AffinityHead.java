package io.tgl.models.head;

import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.Linear;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;

/**
 * Logits of classes from a node's embedding: W_2 relu(W_1 z + b_1) + b_2 (Huang et al., "Temporal Graph Benchmark for
 * Machine Learning on Temporal Graphs", NeurIPS 2023). Shapes: z [n, N]; logits [n, C].
 */
public final class AffinityHead {
    private final Linear first;
    private final Linear second;

    /** Adds "PREFIX.lin_node" and "PREFIX.out"; {@code width} = N, {@code classes} = C. */
    public AffinityHead(Parameters parameters, Initializers init, String prefix, int width, int classes) {
        this.first = Linear.create(parameters, init, prefix + ".lin_node", width, width);
        this.second = Linear.create(parameters, init, prefix + ".out", width, classes);
    }

    /** Logits of embeddings. */
    public Tensor logits(Tape tape, Tensor z) {
        Tensor hidden = LinearOp.apply(tape, z.rows(), first.weight(), first.bias(), Activation.RELU, Part.of(z, 0));
        return LinearOp.apply(tape, z.rows(), second.weight(), second.bias(), Activation.NONE, Part.of(hidden, 0));
    }
}
