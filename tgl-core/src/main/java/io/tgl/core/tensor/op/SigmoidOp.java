package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/** y = 1 / (1 + exp(-x)). Shapes: both [rows, N]. */
public final class SigmoidOp {
    private SigmoidOp() {}

    /** Applies the function. */
    public static Tensor apply(Tape tape, Tensor x) {
        Tensor y = tape.result(x.rows(), x.columns(), x.needsGradient());
        tape.kernels().sigmoid(x.data(), 0, y.data(), 0, x.size());
        tape.record(() -> {
            if (x.needsGradient()) {
                for (int i = 0; i < x.size(); i++) {
                    float p = y.data()[i];
                    x.gradient()[i] += y.gradient()[i] * p * (1f - p);
                }
            }
        });
        return y;
    }
}
