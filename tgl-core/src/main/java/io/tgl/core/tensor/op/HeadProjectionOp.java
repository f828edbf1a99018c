package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * The two re-associated projections of attention over neighbors with one query a neighborhood: instead of projecting
 * every neighbor row x_i by W_K and W_V, the query is brought into the space of the raw rows, and the weighted sum of raw
 * rows is projected: q . (W_K x) = (W_K^T q) . x and sum a_i (W_V x_i) = W_V (sum a_i x_i). The columns of absent channels
 * are left out of the weights first, so that a head needs one product.
 *
 * <p>Letters: H heads, d width of a head, X declared width of a neighbor row, P width of the channels present.
 */
public final class HeadProjectionOp {
    private static final int GRAIN = 16;

    private HeadProjectionOp() {}

    /**
     * The channels of a neighbor row that are present.
     *
     * @param column first column of each in the weights
     * @param width width of each
     */
    public record Channels(int[] column, int[] width) {
        /** P, the sum of the widths. */
        public int total() {
            int total = 0;
            for (int w : width) {
                total += w;
            }
            return total;
        }
    }

    /** u [n, H P] from q [n, H d] and W_K [H d, X]: per head u_h = q_h W_K,h. */
    public static Tensor keys(Tape tape, Tensor q, Tensor weight, int heads, Channels channels) {
        int n = q.rows();
        int d = q.columns() / heads;
        int p = channels.total();
        Tensor u = tape.result(n, heads * p, true);
        Operand present = present(tape, weight, channels);
        Operand in = new Operand(q.data(), q.columns());
        Operand out = new Operand(u.data(), heads * p);
        for (int h = 0; h < heads; h++) {
            multiply(tape, false, false, n, p, d, in.at(h * d), present.at(h * d * p), out.at(h * p), false);
        }
        tape.record(() -> {
            Operand du = new Operand(u.gradient(), heads * p);
            Operand dq = new Operand(q.gradient(), q.columns());
            Operand dw = new Operand(tape.scratch(weight.rows() * p), p);
            for (int h = 0; h < heads; h++) {
                multiply(tape, true, false, d, p, n, in.at(h * d), du.at(h * p), dw.at(h * d * p), false);
                multiply(tape, false, true, n, d, p, du.at(h * p), present.at(h * d * p), dq.at(h * d), true);
            }
            addGradient(tape, dw, weight, channels);
        });
        return u;
    }

    /** v [n, H d] from the weighted sums a [n, H P] and W_V [H d, X]: per head v_h = a_h W_V,h^T. */
    public static Tensor values(Tape tape, Tensor a, Tensor weight, int heads, Channels channels) {
        int n = a.rows();
        int d = weight.rows() / heads;
        int p = channels.total();
        Tensor v = tape.result(n, weight.rows(), true);
        Operand present = present(tape, weight, channels);
        Operand in = new Operand(a.data(), a.columns());
        Operand out = new Operand(v.data(), weight.rows());
        for (int h = 0; h < heads; h++) {
            multiply(tape, false, true, n, d, p, in.at(h * p), present.at(h * d * p), out.at(h * d), false);
        }
        tape.record(() -> {
            Operand dv = new Operand(v.gradient(), weight.rows());
            Operand da = new Operand(a.gradient(), a.columns());
            Operand dw = new Operand(tape.scratch(weight.rows() * p), p);
            for (int h = 0; h < heads; h++) {
                multiply(tape, true, false, d, p, n, dv.at(h * d), in.at(h * p), dw.at(h * d * p), false);
                multiply(tape, false, false, n, p, d, dv.at(h * d), present.at(h * d * p), da.at(h * p), true);
            }
            addGradient(tape, dw, weight, channels);
        });
        return v;
    }

    /** A matrix, or the part of it that begins at an offset. */
    private record Operand(float[] data, int offset, int columns) {
        Operand(float[] data, int columns) {
            this(data, 0, columns);
        }

        Operand at(int start) {
            return new Operand(data, start, columns);
        }
    }

    /** The columns of the channels present, side by side [H d, P]. */
    private static Operand present(Tape tape, Tensor weight, Channels channels) {
        int p = channels.total();
        float[] present = tape.scratch(weight.rows() * p);
        tape.forRows(weight.rows(), GRAIN, (from, to) -> {
            for (int row = from; row < to; row++) {
                int at = row * p;
                for (int c = 0; c < channels.width.length; c++) {
                    int source = row * weight.columns() + channels.column[c];
                    System.arraycopy(weight.data(), source, present, at, channels.width[c]);
                    at += channels.width[c];
                }
            }
        });
        return new Operand(present, p);
    }

    private static void addGradient(Tape tape, Operand dw, Tensor weight, Channels channels) {
        float[] gradient = weight.accumulator();
        tape.forRows(weight.rows(), GRAIN, (from, to) -> {
            for (int row = from; row < to; row++) {
                int at = row * dw.columns;
                for (int c = 0; c < channels.width.length; c++) {
                    int target = row * weight.columns() + channels.column[c];
                    for (int j = 0; j < channels.width[c]; j++) {
                        gradient[target + j] += dw.data[at + j];
                    }
                    at += channels.width[c];
                }
            }
        });
    }

    private static void multiply(
            Tape tape,
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            Operand a,
            Operand b,
            Operand c,
            boolean add) {
        Kernels kernels = tape.kernels();
        kernels.matmul(
                transposeA,
                transposeB,
                m,
                n,
                k,
                a.data,
                a.offset,
                a.columns,
                b.data,
                b.offset,
                b.columns,
                c.data,
                c.offset,
                c.columns,
                add,
                tape.workers());
    }
}
