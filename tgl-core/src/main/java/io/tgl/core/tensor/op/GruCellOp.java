package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * The pointwise half of a gated recurrent unit, after the two projections: r = sigmoid(i_r + h_r), z = sigmoid(i_z + h_z),
 * n = tanh(i_n + r h_n), h' = (1 - z) n + z h. Gate order r, z, n (Cho et al. 2014, in PyTorch's form: the hidden bias is
 * inside the reset product).
 *
 * <p>Shapes: input, hidden [n, 3 W] (with their biases); sums [n, 4 W]: i_r + h_r, i_z + h_z, i_n, h_n; state, result
 * [n, W].
 */
public final class GruCellOp {
    private static final int GRAIN = 16;

    private GruCellOp() {}

    /** Applies the cell to the sums of {@link RecurrentGatesOp}. The state may be a constant. */
    public static Tensor apply(Tape tape, Tensor sums, Tensor state) {
        int w = state.columns();
        Tensor next = tape.result(state.rows(), w, true);
        float[] gates = tape.scratch(state.rows() * 3 * w);
        float[] s = sums.data();
        float[] h = state.data();
        float[] y = next.data();
        tape.forRows(state.rows(), GRAIN, (from, to) -> {
            for (int row = from; row < to; row++) {
                int in = row * 4 * w;
                int r = row * 3 * w;
                int c = r + 2 * w;
                tape.kernels().sigmoid(s, in, gates, r, 2 * w);
                for (int j = 0; j < w; j++) {
                    gates[c + j] = Math.fma(gates[r + j], s[in + 3 * w + j], s[in + 2 * w + j]);
                }
                tape.kernels().tanh(gates, c, gates, c, w);
                for (int j = 0; j < w; j++) {
                    float z = gates[r + w + j];
                    y[row * w + j] = Math.fma(z, h[row * w + j], (1f - z) * gates[c + j]);
                }
            }
        });
        tape.record(() -> tape.forRows(
                state.rows(), GRAIN, (from, to) -> backward(sums, state, next.gradient(), gates, from, to)));
        return next;
    }

    /** Applies the cell to projections of input and state. */
    public static Tensor apply(Tape tape, Tensor input, Tensor hidden, Tensor state) {
        return apply(tape, sums(tape, input, hidden, state.columns()), state);
    }

    private static Tensor sums(Tape tape, Tensor input, Tensor hidden, int w) {
        Tensor sums = tape.result(input.rows(), 4 * w, true);
        tape.forRows(input.rows(), GRAIN, (from, to) -> {
            for (int row = from; row < to; row++) {
                System.arraycopy(input.data(), row * 3 * w, sums.data(), row * 4 * w, 3 * w);
                System.arraycopy(hidden.data(), row * 3 * w + 2 * w, sums.data(), row * 4 * w + 3 * w, w);
                for (int j = 0; j < 2 * w; j++) {
                    sums.data()[row * 4 * w + j] += hidden.data()[row * 3 * w + j];
                }
            }
        });
        tape.record(() -> {
            float[] d = sums.gradient();
            float[] di = input.gradient();
            float[] dh = hidden.gradient();
            tape.forRows(input.rows(), GRAIN, (from, to) -> {
                for (int row = from; row < to; row++) {
                    for (int j = 0; j < 3 * w; j++) {
                        di[row * 3 * w + j] += d[row * 4 * w + j];
                        dh[row * 3 * w + j] += d[row * 4 * w + j + (j < 2 * w ? 0 : w)];
                    }
                }
            });
        });
        return sums;
    }

    private static void backward(Tensor sums, Tensor state, float[] dy, float[] gates, int from, int to) {
        int w = state.columns();
        float[] s = sums.data();
        float[] d = sums.gradient();
        float[] h = state.data();
        for (int row = from; row < to; row++) {
            int r = row * 3 * w;
            int z = r + w;
            int c = z + w;
            int at = row * 4 * w;
            int y = row * w;
            for (int j = 0; j < w; j++) {
                float g = dy[y + j];
                float zj = gates[z + j];
                float nj = gates[c + j];
                float rj = gates[r + j];
                float dn = g * (1f - zj) * (1f - nj * nj);
                d[at + j] += dn * s[at + 3 * w + j] * rj * (1f - rj);
                d[at + w + j] += g * (h[y + j] - nj) * zj * (1f - zj);
                d[at + 2 * w + j] += dn;
                d[at + 3 * w + j] += dn * rj;
            }
            if (state.needsGradient()) {
                float[] dh = state.gradient();
                for (int j = 0; j < w; j++) {
                    dh[y + j] += dy[y + j] * gates[z + j];
                }
            }
        }
    }
}
