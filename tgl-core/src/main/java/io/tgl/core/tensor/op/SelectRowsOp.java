package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * result[r] = base[r] + computed[rowOf[r]] where rowOf[r] is at least 0, else base[r] + constant[r]: rows of which some
 * were computed (updated memory) and the rest are as they were.
 *
 * <p>Shapes: computed [P, N]; constant, base, result [M, N]; each computed row is read once.
 */
public final class SelectRowsOp {
    private static final int GRAIN = 64;

    private SelectRowsOp() {}

    /** Applies the selection. */
    public static Tensor apply(Tape tape, Tensor computed, int[] rowOf, Tensor constant, Tensor base) {
        int n = constant.columns();
        Tensor result = tape.result(constant.rows(), n, true);
        tape.forRows(constant.rows(), GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                float[] source = rowOf[r] < 0 ? constant.data() : computed.data();
                int at = (rowOf[r] < 0 ? r : rowOf[r]) * n;
                for (int j = 0; j < n; j++) {
                    result.data()[r * n + j] = source[at + j] + base.data()[r * n + j];
                }
            }
        });
        tape.record(() -> tape.forRows(constant.rows(), GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                for (int j = 0; rowOf[r] >= 0 && j < n; j++) {
                    computed.gradient()[rowOf[r] * n + j] += result.gradient()[r * n + j];
                }
            }
        }));
        return result;
    }
}
