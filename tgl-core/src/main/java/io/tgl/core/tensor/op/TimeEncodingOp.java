package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;

/**
 * phi(dt) = cos(w dt + b), the time encoding (Xu et al. 2020): of n time differences, or of the one time difference 0
 * of all queries, phi(0) = cos(b).
 *
 * <p>Shapes: w, b [T, 1] or [1, T]; dt n values in the unit of the ladder; result [n, T], [1, T] at zero. Gradients of
 * w and b: partial sums of blocks of rows, joined in ascending order.
 */
public final class TimeEncodingOp {
    private static final int GRAIN = 64;

    private TimeEncodingOp() {}

    /** Applies the encoding to n time differences. */
    public static Tensor apply(Tape tape, Tensor w, Tensor b, float[] dt, int n) {
        int t = b.size();
        Tensor result = tape.result(n, t, w.needsGradient());
        tape.forRows(n, GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                tape.kernels().timeEncoding(dt[r], w.data(), b.data(), result.data(), r * t, t);
            }
        });
        if (w.needsGradient()) {
            tape.record(() -> backward(tape, w, b, dt, result));
        }
        return result;
    }

    private static void backward(Tape tape, Tensor w, Tensor b, float[] dt, Tensor result) {
        int n = result.rows();
        int t = b.size();
        int blocks = (n + GRAIN - 1) / GRAIN;
        float[] partial = tape.scratch(blocks * 2 * t);
        tape.forRows(n, GRAIN, (from, to) -> {
            int at = from / GRAIN * 2 * t;
            Arrays.fill(partial, at, at + 2 * t, 0f);
            float[] sine = new float[t];
            for (int r = from; r < to; r++) {
                for (int j = 0; j < t; j++) {
                    sine[j] = w.data()[j] * dt[r] + b.data()[j];
                }
                tape.kernels().sin(sine, 0, sine, 0, t);
                for (int j = 0; j < t; j++) {
                    float p = -result.gradient()[r * t + j] * sine[j];
                    partial[at + j] = Math.fma(p, dt[r], partial[at + j]);
                    partial[at + t + j] += p;
                }
            }
        });
        float[] dw = w.accumulator();
        float[] db = b.accumulator();
        for (int block = 0; block < blocks; block++) {
            for (int j = 0; j < t; j++) {
                dw[j] += partial[block * 2 * t + j];
                db[j] += partial[block * 2 * t + t + j];
            }
        }
    }

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
