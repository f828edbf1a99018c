package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Mean binary cross-entropy of logits x against targets y: max(x, 0) - x y + log(1 + exp(-|x|)). Shapes: x [n, 1] or
 * [1, n]; loss [1, 1].
 */
public final class BinaryCrossEntropyOp {
    private BinaryCrossEntropyOp() {}

    /** Applies the loss. */
    public static Tensor apply(Tape tape, Tensor logits, float[] target) {
        return apply(tape, logits, target, null);
    }

    /** The same with each term multiplied by its weight; still divided by n. */
    public static Tensor apply(Tape tape, Tensor logits, float[] target, float @Nullable [] weight) {
        int n = logits.size();
        Kernels kernels = tape.kernels();
        float[] x = logits.data();
        float[] term = tape.scratch(n);
        for (int i = 0; i < n; i++) {
            term[i] = -Math.abs(x[i]);
        }
        kernels.exp(term, 0, term, 0, n);
        for (int i = 0; i < n; i++) {
            term[i] = 1f + term[i];
        }
        kernels.log(term, 0, term, 0, n);
        for (int i = 0; i < n; i++) {
            term[i] += Math.max(x[i], 0f) - x[i] * target[i];
            term[i] = weight == null ? term[i] : term[i] * weight[i];
        }
        Tensor loss = tape.result(1, 1, true);
        loss.data()[0] = kernels.sum(term, 0, n) / n;
        tape.record(() -> {
            float[] p = tape.scratch(n);
            kernels.sigmoid(x, 0, p, 0, n);
            float scale = loss.gradient()[0] / n;
            for (int i = 0; i < n; i++) {
                float gradient = scale * (p[i] - target[i]);
                logits.gradient()[i] += weight == null ? gradient : gradient * weight[i];
            }
        });
        return loss;
    }
}
