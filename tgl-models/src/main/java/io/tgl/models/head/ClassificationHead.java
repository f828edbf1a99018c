package io.tgl.models.head;

import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.Linear;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.DropoutOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;

/**
 * logit = W_3 d(relu(W_2 d(relu(W_1 x + b_1)) + b_2)) + b_3 with dropout d and inner widths 80 and 10 (DyGLib's classifier
 * of nodes). Shapes: x [n, N]; logits [n, 1].
 */
public final class ClassificationHead {
    private static final int FIRST = 80;
    private static final int SECOND = 10;

    private final Linear first;
    private final Linear second;
    private final Linear third;

    /** Adds "PREFIX.fc1" to "PREFIX.fc3"; {@code width} = N. */
    public ClassificationHead(Parameters parameters, Initializers init, String prefix, int width) {
        this.first = Linear.create(parameters, init, prefix + ".fc1", width, FIRST);
        this.second = Linear.create(parameters, init, prefix + ".fc2", FIRST, SECOND);
        this.third = Linear.create(parameters, init, prefix + ".fc3", SECOND, 1);
    }

    /** Logits of the rows of x; one dropout after each inner layer. */
    public Tensor logits(Tape tape, Tensor x, Dropout afterFirst, Dropout afterSecond) {
        Tensor a = DropoutOp.apply(tape, layer(tape, first, Activation.RELU, x), afterFirst);
        Tensor b = DropoutOp.apply(tape, layer(tape, second, Activation.RELU, a), afterSecond);
        return layer(tape, third, Activation.NONE, b);
    }

    private static Tensor layer(Tape tape, Linear linear, Activation activation, Tensor x) {
        return LinearOp.apply(tape, x.rows(), linear.weight(), linear.bias(), activation, Part.of(x, 0));
    }
}
