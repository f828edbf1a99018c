package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/** y = x where x is positive, else slope x. Any shape; slope from 0 to 1. */
public final class LeakyReluOp {
    private static final int GRAIN = 1 << 13;

    private LeakyReluOp() {}

    /** Applies the function. */
    public static Tensor apply(Tape tape, Tensor x, float slope) {
        Tensor y = tape.result(x.rows(), x.columns(), x.needsGradient());
        tape.forRows(x.size(), GRAIN, (from, to) -> {
            float[] u = x.data();
            float[] v = y.data();
            for (int i = from; i < to; i++) {
                v[i] = Math.max(u[i], slope * u[i]);
            }
        });
        if (x.needsGradient()) {
            tape.record(() -> tape.forRows(x.size(), GRAIN, (from, to) -> {
                float[] u = x.data();
                float[] dy = y.gradient();
                float[] dx = x.gradient();
                for (int i = from; i < to; i++) {
                    dx[i] = Math.fma(dy[i], Math.max(ReluSlope.of(u[i]), slope), dx[i]);
                }
            }));
        }
        return y;
    }
}
