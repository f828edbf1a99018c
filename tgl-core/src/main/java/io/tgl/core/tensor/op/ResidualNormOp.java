package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * y = LayerNorm( dropout(x) + [h[row] ; 0 ; c] ): post-norm with a residual that is a gathered row (narrower than declared
 * where its last columns are all zero) and a constant part shared by all rows. LayerNorm: Ba et al. 2016, eps 1e-5, population variance; mean and variance are sums of 16 lanes.
 *
 * <p>Shapes: x [Q, N + T]; h [D, up to N]; c [1, T]; gain, bias [1, N + T]; y [Q, N + T].
 */
public final class ResidualNormOp {
    private static final float EPSILON = 1e-5f;
    private static final int GRAIN = 32;

    private ResidualNormOp() {}

    /** Applies the operation; {@code row} gives for each row of x the row of h that is its residual. */
    public static Tensor apply(
            Tape tape, Tensor x, Tensor h, int[] row, Tensor c, Tensor gain, Tensor bias, Dropout dropout) {
        int width = x.columns();
        int n = h.columns();
        int tail = width - c.columns();
        Tensor y = tape.result(x.rows(), width, true);
        float[] mask = dropout.mask(tape, x.size());
        float[] normal = tape.scratch(x.size());
        float[] inverse = tape.scratch(x.rows());
        tape.forRows(x.rows(), GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                int at = r * width;
                kept(x.data(), mask, at, width, normal);
                for (int j = 0; j < n; j++) {
                    normal[at + j] += h.data()[row[r] * n + j];
                }
                for (int j = tail; j < width; j++) {
                    normal[at + j] += c.data()[j - tail];
                }
                normalise(tape.kernels(), normal, at, width, inverse, r);
                for (int j = 0; j < width; j++) {
                    y.data()[at + j] = Math.fma(normal[at + j], gain.data()[j], bias.data()[j]);
                }
            }
        });
        tape.record(() -> backward(tape, x, h, row, c, gain, bias, y, mask, normal, inverse));
        return y;
    }

    /** One row times its mask. */
    private static void kept(float[] x, float @Nullable [] mask, int at, int width, float[] target) {
        System.arraycopy(x, at, target, at, width);
        for (int j = at; mask != null && j < at + width; j++) {
            target[j] *= mask[j];
        }
    }

    private static void normalise(Kernels kernels, float[] v, int at, int width, float[] inverse, int row) {
        float mean = kernels.sum(v, at, width) / width;
        for (int j = 0; j < width; j++) {
            v[at + j] -= mean;
        }
        float variance = kernels.dot(v, at, v, at, width) / width;
        inverse[row] = (float) (1.0 / Math.sqrt((double) variance + EPSILON));
        for (int j = 0; j < width; j++) {
            v[at + j] *= inverse[row];
        }
    }

    private static void backward(
            Tape tape,
            Tensor x,
            Tensor h,
            int[] row,
            Tensor c,
            Tensor gain,
            Tensor bias,
            Tensor y,
            float @Nullable [] mask,
            float[] normal,
            float[] inverse) {
        int width = x.columns();
        int rows = x.rows();
        int n = h.columns();
        float[] dy = y.gradient();
        float[] weighted = tape.scratch(x.size());
        tape.forRows(rows, GRAIN, (from, to) -> {
            for (int i = from * width; i < to * width; i++) {
                weighted[i] = dy[i] * normal[i];
            }
        });
        LinearOp.addColumnSums(tape, weighted, rows, width, gain.accumulator());
        LinearOp.addColumnSums(tape, dy, rows, width, bias.accumulator());
        float[] dr = weighted;
        float[] kept = tape.scratch(x.size());
        float[] dx = x.gradient();
        tape.forRows(rows, GRAIN, (from, to) -> {
            float[] g = new float[width];
            for (int r = from; r < to; r++) {
                int at = r * width;
                for (int j = 0; j < width; j++) {
                    g[j] = dy[at + j] * gain.data()[j];
                }
                float mean = tape.kernels().sum(g, 0, width) / width;
                float along = tape.kernels().dot(g, 0, normal, at, width) / width;
                for (int j = 0; j < width; j++) {
                    dr[at + j] = inverse[r] * (g[j] - mean - normal[at + j] * along);
                }
                kept(dr, mask, at, width, kept);
                for (int j = at; j < at + width; j++) {
                    dx[j] += kept[j];
                }
            }
        });
        if (h.needsGradient()) {
            RowGroups groups = RowGroups.of(row, rows, h.rows());
            tape.forRows(h.rows(), GRAIN, (from, to) -> {
                for (int j = from; j < to; j++) {
                    for (int m = groups.offset()[j]; m < groups.offset()[j + 1]; m++) {
                        tape.kernels().axpy(1f, dr, groups.member()[m] * width, h.gradient(), j * n, n);
                    }
                }
            });
        }
        if (c.needsGradient()) {
            float[] sums = tape.scratch(width);
            Arrays.fill(sums, 0, width, 0f);
            LinearOp.addColumnSums(tape, dr, rows, width, sums);
            for (int j = 0; j < c.columns(); j++) {
                c.gradient()[j] += sums[width - c.columns() + j];
            }
        }
    }
}
