package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/** y = x with elements dropped and the kept ones scaled up (Srivastava et al. 2014). Shapes: x, y [rows, columns]. */
public final class DropoutOp {
    private DropoutOp() {}

    /** Applies the mask; x itself where nothing is dropped. */
    public static Tensor apply(Tape tape, Tensor x, Dropout dropout) {
        float[] mask = dropout.mask(tape, x.size());
        if (mask == null) {
            return x;
        }
        Tensor y = tape.result(x.rows(), x.columns(), x.needsGradient());
        for (int i = 0; i < x.size(); i++) {
            y.data()[i] = x.data()[i] * mask[i];
        }
        if (x.needsGradient()) {
            tape.record(() -> {
                for (int i = 0; i < x.size(); i++) {
                    x.gradient()[i] += y.gradient()[i] * mask[i];
                }
            });
        }
        return y;
    }
}
