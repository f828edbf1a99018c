package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** y = residual + dropout(x). Shapes: all [n, D]. */
public final class ResidualOp {
    private static final int GRAIN = 1 << 13;

    private ResidualOp() {}

    /** Applies the sum. */
    public static Tensor apply(Tape tape, Tensor x, Tensor residual, Dropout dropout) {
        Tensor y = tape.result(x.rows(), x.columns(), true);
        float[] mask = dropout.mask(tape, x.size());
        tape.forRows(x.size(), GRAIN, (from, to) -> {
            float[] v = x.data();
            float[] base = residual.data();
            float[] sum = y.data();
            for (int i = from; i < to; i++) {
                sum[i] = mask == null ? base[i] + v[i] : base[i] + v[i] * mask[i];
            }
        });
        tape.record(() -> tape.forRows(x.size(), GRAIN, (from, to) -> {
            if (x.needsGradient()) {
                add(x.gradient(), y.gradient(), mask, from, to);
            }
            if (residual.needsGradient()) {
                add(residual.gradient(), y.gradient(), null, from, to);
            }
        }));
        return y;
    }

    private static void add(float[] target, float[] dy, float @Nullable [] mask, int from, int to) {
        if (mask == null) {
            for (int i = from; i < to; i++) {
                target[i] += dy[i];
            }
        } else {
            for (int i = from; i < to; i++) {
                target[i] += dy[i] * mask[i];
            }
        }
    }
}
