package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/** y[r] = x[r] + b[first .. first + N - 1]: a row added to all rows. Shapes: x, y [n, N]; b [1, at least first + N]. */
public final class BiasOp {
    private static final int GRAIN = 64;

    private BiasOp() {}

    /** Applies the sum. */
    public static Tensor apply(Tape tape, Tensor x, Tensor b, int first) {
        int width = x.columns();
        Tensor y = tape.result(x.rows(), width, true);
        tape.forRows(x.rows(), GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                for (int j = 0; j < width; j++) {
                    y.data()[r * width + j] = x.data()[r * width + j] + b.data()[first + j];
                }
            }
        });
        tape.record(() -> {
            if (b.needsGradient()) {
                LinearOp.addColumnSums(tape, y.gradient(), x.rows(), width, b.accumulator(), first);
            }
            if (x.needsGradient()) {
                tape.forRows(x.rows(), GRAIN, (from, to) -> {
                    for (int i = from * width; i < to * width; i++) {
                        x.gradient()[i] += y.gradient()[i];
                    }
                });
            }
        });
        return y;
    }
}
