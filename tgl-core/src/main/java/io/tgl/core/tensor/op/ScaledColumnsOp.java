package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/** y[i, j] = w[i, j] gain[j]. Shapes: w, y [n, D]; gain [1, D]. */
public final class ScaledColumnsOp {
    private static final int GRAIN = 32;

    private ScaledColumnsOp() {}

    /** Applies the product. */
    public static Tensor apply(Tape tape, Tensor w, Tensor gain) {
        int d = w.columns();
        Tensor y = tape.result(w.rows(), d, true);
        tape.forRows(w.rows(), GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                for (int j = 0, at = i * d; j < d; j++) {
                    y.data()[at + j] = w.data()[at + j] * gain.data()[j];
                }
            }
        });
        tape.record(() -> {
            float[] dy = y.gradient();
            float[] dw = w.accumulator();
            float[] dGain = gain.accumulator();
            for (int i = 0; i < w.rows(); i++) {
                for (int j = 0, at = i * d; j < d; j++) {
                    dw[at + j] = Math.fma(dy[at + j], gain.data()[j], dw[at + j]);
                }
                for (int j = 0, at = i * d; j < d; j++) {
                    dGain[j] = Math.fma(dy[at + j], w.data()[at + j], dGain[j]);
                }
            }
        });
        return y;
    }
}
