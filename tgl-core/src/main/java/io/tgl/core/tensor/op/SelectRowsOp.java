package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * result[r] = base[r] + computed[rowOf[r]] where rowOf[r] is at least 0, else base[r] + constant[r]: rows of which some
 * were computed (updated memory) and the rest are as they were.
 *
 * <p>Shapes: computed [P, N]; constant, base, result [M, N]; each computed row is read once. Without a base nothing is
 * added.
 */
public final class SelectRowsOp {
    private static final int GRAIN = 32;

    private SelectRowsOp() {}

    /** Applies the selection. */
    public static Tensor apply(Tape tape, Tensor computed, int[] rowOf, Tensor constant, @Nullable Tensor base) {
        int n = constant.columns();
        Tensor result = tape.result(constant.rows(), n, true);
        float[] y = result.data();
        tape.forRows(constant.rows(), GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                float[] source = rowOf[r] < 0 ? constant.data() : computed.data();
                System.arraycopy(source, (rowOf[r] < 0 ? r : rowOf[r]) * n, y, r * n, n);
                for (int j = r * n; base != null && j < (r + 1) * n; j++) {
                    y[j] += base.data()[j];
                }
            }
        });
        tape.record(() -> backward(tape, computed, rowOf, result));
        return result;
    }

    private static void backward(Tape tape, Tensor computed, int[] rowOf, Tensor result) {
        if (!computed.needsGradient()) {
            return;
        }
        int n = result.columns();
        float[] dy = result.gradient();
        float[] dx = computed.gradient();
        tape.forRows(result.rows(), GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                int at = rowOf[r] * n;
                for (int j = 0; at >= 0 && j < n; j++) {
                    dx[at + j] += dy[r * n + j];
                }
            }
        });
    }
}
