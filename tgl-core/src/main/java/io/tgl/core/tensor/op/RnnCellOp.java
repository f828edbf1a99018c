package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * The pointwise half of a plain recurrent cell: h' = tanh(W_i x + b_i + W_h h + b_h), from the sums of
 * {@link RecurrentGatesOp} (Elman 1990, in PyTorch's form). Shapes: sums, result [n, W].
 */
public final class RnnCellOp {
    private static final int GRAIN = 32;

    private RnnCellOp() {}

    /** Applies the cell. */
    public static Tensor apply(Tape tape, Tensor sums) {
        int w = sums.columns();
        Tensor next = tape.result(sums.rows(), w, true);
        float[] y = next.data();
        tape.forRows(
                sums.rows(),
                GRAIN,
                (from, to) -> tape.kernels().tanh(sums.data(), from * w, y, from * w, (to - from) * w));
        tape.record(() -> {
            float[] dy = next.gradient();
            float[] dx = sums.gradient();
            tape.forRows(sums.rows(), GRAIN, (from, to) -> {
                for (int i = from * w; i < to * w; i++) {
                    dx[i] += dy[i] * (1f - y[i] * y[i]);
                }
            });
        });
        return next;
    }
}
