package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Projection of a state over the time since its last update: z = dropout( h[row] * (1 + w d + b) ), elementwise (Kumar et
 * al., "Predicting Dynamic Embedding Trajectory in Temporal Interaction Networks", 2019, equation 2, with a bias as
 * DyGLib has it).
 *
 * <p>Shapes: h [M, N]; d [Q], standardised; w [N, 1]; b [1, N]; result [Q, N].
 */
public final class TimeProjectionOp {
    private static final int GRAIN = 32;

    private TimeProjectionOp() {}

    /** Applies the projection; query q reads row {@code row[q]} of h. */
    public static Tensor apply(
            Tape tape, Tensor h, int[] row, float[] d, int queries, Tensor w, Tensor b, Dropout dropout) {
        int n = h.columns();
        Tensor z = tape.result(queries, n, true);
        float @Nullable [] mask = dropout.mask(tape, queries * n);
        float[] y = z.data();
        tape.forRows(queries, GRAIN, (from, to) -> {
            for (int q = from; q < to; q++) {
                factors(w, b, d[q], y, q * n);
                int at = row[q] * n;
                for (int j = 0; j < n; j++) {
                    y[q * n + j] *= h.data()[at + j];
                }
                multiply(y, mask, q * n, n);
            }
        });
        tape.record(() -> backward(tape, h, row, d, w, b, mask, z));
        return z;
    }

    /** 1 + w d + b of one query. */
    private static void factors(Tensor w, Tensor b, float d, float[] target, int at) {
        float[] slope = w.data();
        float[] bias = b.data();
        for (int j = 0; j < w.size(); j++) {
            target[at + j] = 1f + Math.fma(slope[j], d, bias[j]);
        }
    }

    private static void multiply(float[] y, float @Nullable [] mask, int at, int n) {
        for (int j = at; mask != null && j < at + n; j++) {
            y[j] *= mask[j];
        }
    }

    private static void backward(
            Tape tape, Tensor h, int[] row, float[] d, Tensor w, Tensor b, float @Nullable [] mask, Tensor z) {
        int n = h.columns();
        int queries = z.rows();
        float[] dz = z.gradient();
        float[] state = h.data();
        float[] toState = tape.scratch(queries * n);
        float[] toFactor = tape.scratch(queries * n);
        tape.forRows(queries, GRAIN, (from, to) -> {
            for (int q = from; q < to; q++) {
                int at = q * n;
                int source = row[q] * n;
                System.arraycopy(dz, at, toFactor, at, n);
                multiply(toFactor, mask, at, n);
                factors(w, b, d[q], toState, at);
                for (int j = 0; j < n; j++) {
                    toState[at + j] *= toFactor[at + j];
                    toFactor[at + j] *= state[source + j];
                }
            }
        });
        LinearOp.addColumnSums(tape, toFactor, queries, n, b.accumulator());
        tape.kernels()
                .matmul(
                        false,
                        false,
                        1,
                        n,
                        queries,
                        d,
                        0,
                        queries,
                        toFactor,
                        0,
                        n,
                        w.accumulator(),
                        0,
                        n,
                        true,
                        tape.workers());
        if (h.needsGradient()) {
            RowGroups groups = RowGroups.of(row, queries, h.rows());
            tape.forRows(h.rows(), GRAIN, (from, to) -> {
                for (int r = from; r < to; r++) {
                    for (int m = groups.offset()[r]; m < groups.offset()[r + 1]; m++) {
                        tape.kernels().axpy(1f, toState, groups.member()[m] * n, h.gradient(), r * n, n);
                    }
                }
            });
        }
    }
}
