package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * The pointwise half of a gated recurrent unit, after the two projections: r = sigmoid(i_r + h_r), z = sigmoid(i_z + h_z),
 * n = tanh(i_n + r h_n), h' = (1 - z) n + z h. Gate order r, z, n (Cho et al. 2014, in PyTorch's form: the hidden bias is
 * inside the reset product).
 *
 * <p>Shapes: input, hidden [n, 3 W] (with their biases); state, result [n, W].
 */
public final class GruCellOp {
    private static final int GRAIN = 16;

    private GruCellOp() {}

    /** Applies the cell. The state may be a constant. */
    public static Tensor apply(Tape tape, Tensor input, Tensor hidden, Tensor state) {
        int w = state.columns();
        Tensor next = tape.result(state.rows(), w, true);
        float[] gates = tape.scratch(state.rows() * 3 * w);
        tape.forRows(state.rows(), GRAIN, (from, to) -> {
            for (int row = from; row < to; row++) {
                int at = row * 3 * w;
                for (int j = 0; j < 2 * w; j++) {
                    gates[at + j] = input.data()[at + j] + hidden.data()[at + j];
                }
                tape.kernels().sigmoid(gates, at, gates, at, 2 * w);
                int c = at + 2 * w;
                for (int j = 0; j < w; j++) {
                    gates[c + j] = Math.fma(gates[at + j], hidden.data()[c + j], input.data()[c + j]);
                }
                tape.kernels().tanh(gates, c, gates, c, w);
                for (int j = 0; j < w; j++) {
                    float z = gates[at + w + j];
                    next.data()[row * w + j] = Math.fma(z, state.data()[row * w + j], (1f - z) * gates[c + j]);
                }
            }
        });
        tape.record(() ->
                tape.forRows(state.rows(), GRAIN, (from, to) -> backward(input, hidden, state, next, gates, from, to)));
        return next;
    }

    private static void backward(
            Tensor input, Tensor hidden, Tensor state, Tensor next, float[] gates, int from, int to) {
        int w = state.columns();
        float[] di = input.gradient();
        float[] dh = hidden.gradient();
        for (int row = from; row < to; row++) {
            int r = row * 3 * w;
            int z = r + w;
            int c = z + w;
            int s = row * w;
            for (int j = 0; j < w; j++) {
                float g = next.gradient()[s + j];
                float zj = gates[z + j];
                float nj = gates[c + j];
                float rj = gates[r + j];
                float dn = g * (1f - zj) * (1f - nj * nj);
                float dz = g * (state.data()[s + j] - nj) * zj * (1f - zj);
                float dr = dn * hidden.data()[c + j] * rj * (1f - rj);
                di[r + j] += dr;
                di[z + j] += dz;
                di[c + j] += dn;
                dh[r + j] += dr;
                dh[z + j] += dz;
                dh[c + j] += dn * rj;
            }
            if (state.needsGradient()) {
                for (int j = 0; j < w; j++) {
                    state.gradient()[s + j] += next.gradient()[s + j] * gates[z + j];
                }
            }
        }
    }
}
