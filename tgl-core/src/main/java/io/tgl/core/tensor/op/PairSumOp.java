package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * y[i] = max(a[left[i]] + b[right[i]], 0): the hidden layer of a head on pairs, from one projection of each distinct end.
 * Shapes: a [A, N]; b [B, N]; y [n, N].
 */
public final class PairSumOp {
    private static final int GRAIN = 64;

    private PairSumOp() {}

    /** Applies the sum. */
    public static Tensor apply(Tape tape, Tensor a, int[] left, Tensor b, int[] right, int n) {
        int width = a.columns();
        Tensor y = tape.result(n, width, true);
        tape.forRows(n, GRAIN, (from, to) -> {
            float[] x = a.data();
            float[] z = b.data();
            float[] sum = y.data();
            for (int i = from; i < to; i++) {
                int l = left[i] * width;
                int r = right[i] * width;
                for (int j = 0; j < width; j++) {
                    sum[i * width + j] = Math.max(x[l + j] + z[r + j], 0f);
                }
            }
        });
        tape.record(() -> {
            float[] dy = y.gradient();
            tape.forRows(n, GRAIN, (from, to) -> ReluSlope.multiply(dy, y.data(), from * width, to * width, 1f));
            addRows(tape, dy, left, n, a);
            addRows(tape, dy, right, n, b);
        });
        return y;
    }

    private static void addRows(Tape tape, float[] dy, int[] row, int n, Tensor target) {
        if (!target.needsGradient()) {
            return;
        }
        int width = target.columns();
        RowGroups groups = RowGroups.of(row, n, target.rows());
        tape.forRows(target.rows(), GRAIN, (from, to) -> {
            for (int j = from; j < to; j++) {
                for (int m = groups.offset()[j]; m < groups.offset()[j + 1]; m++) {
                    tape.kernels().axpy(1f, dy, groups.member()[m] * width, target.gradient(), j * width, width);
                }
            }
        });
    }
}
