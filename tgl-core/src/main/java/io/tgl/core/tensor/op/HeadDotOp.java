package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * y[r, h] = scale x[r, h C .. (h + 1) C) . a[rowOf[r], h C .. (h + 1) C): a score a head. Letters: H heads, C width of a
 * head. Shapes: x [n, H C]; a [m, H C]; y [n, H]. Dot products have 16 lanes; a row of da is summed in ascending order of
 * r, as a product with dy where a has one row.
 */
public final class HeadDotOp {
    private static final int GRAIN = 64;

    private HeadDotOp() {}

    /** Scores against one vector for all rows; a has one row. */
    public static Tensor apply(Tape tape, Tensor x, Tensor a, int heads) {
        return apply(tape, x, a, new int[x.rows()], heads, 1f);
    }

    /** Scores of pairs of rows. */
    public static Tensor apply(Tape tape, Tensor x, Tensor a, int[] rowOf, int heads, float scale) {
        int n = x.columns();
        int c = n / heads;
        Tensor y = tape.result(x.rows(), heads, true);
        tape.forRows(x.rows(), GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                for (int h = 0; h < heads; h++) {
                    float dot = tape.kernels().dot(x.data(), r * n + h * c, a.data(), rowOf[r] * n + h * c, c);
                    y.data()[r * heads + h] = scale * dot;
                }
            }
        });
        tape.record(() -> {
            if (x.needsGradient()) {
                tape.forRows(x.rows(), GRAIN, (from, to) -> {
                    for (int r = from; r < to; r++) {
                        add(tape.kernels(), y, r, scale, a.data(), rowOf[r] * n, x.gradient(), r * n, c);
                    }
                });
            }
            if (a.needsGradient() && a.rows() == 1) {
                addProducts(tape, x, y, a.accumulator(), scale);
            } else if (a.needsGradient()) {
                float[] da = a.accumulator();
                RowGroups groups = RowGroups.of(rowOf, x.rows(), a.rows());
                tape.forRows(a.rows(), GRAIN, (from, to) -> {
                    for (int j = from; j < to; j++) {
                        for (int m = groups.offset()[j]; m < groups.offset()[j + 1]; m++) {
                            int r = groups.member()[m];
                            add(tape.kernels(), y, r, scale, x.data(), r * n, da, j * n, c);
                        }
                    }
                });
            }
        });
        return y;
    }

    /** da += scale dy^T x, head by head. */
    private static void addProducts(Tape tape, Tensor x, Tensor y, float[] da, float scale) {
        int n = x.columns();
        int heads = y.columns();
        int c = n / heads;
        float[] sums = tape.scratch(n);
        for (int h = 0; h < heads; h++) {
            tape.kernels()
                    .matmul(
                            true,
                            false,
                            1,
                            c,
                            x.rows(),
                            y.gradient(),
                            h,
                            heads,
                            x.data(),
                            h * c,
                            n,
                            sums,
                            h * c,
                            n,
                            false,
                            tape.workers());
        }
        tape.kernels().axpy(scale, sums, 0, da, 0, n);
    }

    /** target += scale dy[r, h] source, head by head. */
    private static void add(
            Kernels kernels, Tensor y, int r, float scale, float[] source, int from, float[] target, int at, int c) {
        for (int h = 0; h < y.columns(); h++) {
            float g = scale * y.gradient()[r * y.columns() + h];
            kernels.axpy(g, source, from + h * c, target, at + h * c, c);
        }
    }
}
