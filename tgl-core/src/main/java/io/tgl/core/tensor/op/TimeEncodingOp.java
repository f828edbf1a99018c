package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * phi(0) = cos(b), the time encoding of a query's own time difference: one row for all queries.
 *
 * <p>Shapes: b [T, 1] or [1, T]; result [1, T].
 */
public final class TimeEncodingOp {
    private TimeEncodingOp() {}

    /** Applies the encoding at time difference 0. */
    public static Tensor atZero(Tape tape, Tensor w, Tensor b) {
        int t = b.size();
        Tensor result = tape.result(1, t, true);
        tape.kernels().timeEncoding(0f, w.data(), b.data(), result.data(), 0, t);
        tape.record(() -> {
            if (!b.needsGradient()) {
                return;
            }
            float[] sine = tape.scratch(t);
            tape.kernels().sin(b.data(), 0, sine, 0, t);
            float[] gradient = b.accumulator();
            for (int j = 0; j < t; j++) {
                gradient[j] -= sine[j] * result.gradient()[j];
            }
        });
        return result;
    }
}
