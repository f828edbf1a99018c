package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/** y = x where x is positive, else exp(x) - 1 (Clevert et al. 2016). Any shape. */
public final class EluOp {
    private static final int GRAIN = 1 << 12;

    private EluOp() {}

    /** Applies the function. */
    public static Tensor apply(Tape tape, Tensor x) {
        Tensor y = tape.result(x.rows(), x.columns(), x.needsGradient());
        tape.forRows(x.size(), GRAIN, (from, to) -> {
            float[] v = y.data();
            float[] u = x.data();
            for (int i = from; i < to; i++) {
                v[i] = Math.min(u[i], 0f);
            }
            tape.kernels().exp(v, from, v, from, to - from);
            for (int i = from; i < to; i++) {
                v[i] = Math.max(u[i], 0f) + (v[i] - 1f);
            }
        });
        if (x.needsGradient()) {
            tape.record(() -> tape.forRows(x.size(), GRAIN, (from, to) -> {
                float[] v = y.data();
                float[] dy = y.gradient();
                float[] dx = x.gradient();
                for (int i = from; i < to; i++) {
                    dx[i] = Math.fma(dy[i], Math.min(v[i], 0f) + 1f, dx[i]);
                }
            }));
        }
        return y;
    }
}
