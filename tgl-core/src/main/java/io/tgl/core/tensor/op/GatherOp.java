package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;

/** y[r] = x[rowOf[r]], zeros where rowOf[r] is below 0. Shapes: x [D, N]; y [rows, N]. */
public final class GatherOp {
    private static final int GRAIN = 64;

    private GatherOp() {}

    /** Applies the gather. */
    public static Tensor apply(Tape tape, Tensor x, int[] rowOf, int rows) {
        int n = x.columns();
        Tensor y = tape.result(rows, n, x.needsGradient());
        tape.forRows(rows, GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                if (rowOf[r] < 0) {
                    Arrays.fill(y.data(), r * n, (r + 1) * n, 0f);
                } else {
                    System.arraycopy(x.data(), rowOf[r] * n, y.data(), r * n, n);
                }
            }
        });
        tape.record(() -> {
            if (!x.needsGradient()) {
                return;
            }
            float[] gradient = x.accumulator();
            RowGroups groups = RowGroups.of(rowOf, rows, x.rows());
            tape.forRows(x.rows(), GRAIN, (from, to) -> {
                for (int j = from; j < to; j++) {
                    for (int m = groups.offset()[j]; m < groups.offset()[j + 1]; m++) {
                        tape.kernels().axpy(1f, y.gradient(), groups.member()[m] * n, gradient, j * n, n);
                    }
                }
            });
        });
        return y;
    }
}
