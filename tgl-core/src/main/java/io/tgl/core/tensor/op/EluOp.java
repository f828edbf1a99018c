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
            for (int i = from; i < to; i++) {
                v[i] = Math.min(x.data()[i], 0f);
            }
            tape.kernels().exp(v, from, v, from, to - from);
            for (int i = from; i < to; i++) {
                v[i] = x.data()[i] > 0f ? x.data()[i] : v[i] - 1f;
            }
        });
        if (x.needsGradient()) {
            tape.record(() -> tape.forRows(x.size(), GRAIN, (from, to) -> {
                for (int i = from; i < to; i++) {
                    float v = y.data()[i];
                    x.gradient()[i] = Math.fma(y.gradient()[i], v > 0f ? 1f : v + 1f, x.gradient()[i]);
                }
            }));
        }
        return y;
    }
}
