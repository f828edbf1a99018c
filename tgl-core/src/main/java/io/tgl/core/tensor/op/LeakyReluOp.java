package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/** y = x where x is positive, else slope x. Any shape; slope below 1. */
public final class LeakyReluOp {
    private static final int GRAIN = 1 << 13;

    private LeakyReluOp() {}

    /** Applies the function. */
    public static Tensor apply(Tape tape, Tensor x, float slope) {
        Tensor y = tape.result(x.rows(), x.columns(), x.needsGradient());
        tape.forRows(x.size(), GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                y.data()[i] = Math.max(x.data()[i], slope * x.data()[i]);
            }
        });
        if (x.needsGradient()) {
            tape.record(() -> tape.forRows(x.size(), GRAIN, (from, to) -> {
                for (int i = from; i < to; i++) {
                    float dy = y.gradient()[i];
                    x.gradient()[i] += x.data()[i] > 0f ? dy : slope * dy;
                }
            }));
        }
        return y;
    }
}
