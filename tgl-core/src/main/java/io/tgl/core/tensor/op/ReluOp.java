package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/** y = max(x, 0), derivative x &gt; 0. Any shape. */
public final class ReluOp {
    private static final int GRAIN = 1 << 13;

    private ReluOp() {}

    /** Applies the function. */
    public static Tensor apply(Tape tape, Tensor x) {
        Tensor y = tape.result(x.rows(), x.columns(), x.needsGradient());
        tape.forRows(x.size(), GRAIN, (from, to) -> {
            float[] u = x.data();
            float[] v = y.data();
            for (int i = from; i < to; i++) {
                v[i] = Math.max(u[i], 0f);
            }
        });
        if (x.needsGradient()) {
            tape.record(() -> tape.forRows(x.size(), GRAIN, (from, to) -> {
                float[] v = y.data();
                float[] dy = y.gradient();
                float[] dx = x.gradient();
                for (int i = from; i < to; i++) {
                    dx[i] = Math.fma(dy[i], ReluSlope.of(v[i]), dx[i]);
                }
            }));
        }
        return y;
    }
}
