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

    /** Rows first .. first + count - 1 of a weight that packs several maps. */
    public record Rows(Tensor all, int first, int count) {}

    /** u [n, H P] from q [n, H d] and W_K [H d, X]: per head u_h = q_h W_K,h. */
    public static Tensor keys(Tape tape, Tensor q, Tensor weight, int heads, Channels channels) {
        return keys(tape, q, new Rows(weight, 0, weight.rows()), heads, channels);
    }

    /** As above, W_K being some rows of a packed weight. */
    public static Tensor keys(Tape tape, Tensor q, Rows weight, int heads, Channels channels) {
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
            Operand dw = new Operand(tape.scratch(weight.count * p), p);
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
        return values(tape, a, new Rows(weight, 0, weight.rows()), heads, channels);
    }

    /** As above, W_V being some rows of a packed weight. */
    public static Tensor values(Tape tape, Tensor a, Rows weight, int heads, Channels channels) {
        int n = a.rows();
        int d = weight.count / heads;
        int p = channels.total();
        Tensor v = tape.result(n, weight.count, true);
        Operand present = present(tape, weight, channels);
        Operand in = new Operand(a.data(), a.columns());
        Operand out = new Operand(v.data(), weight.count);
        for (int h = 0; h < heads; h++) {
            multiply(tape, false, true, n, d, p, in.at(h * p), present.at(h * d * p), out.at(h * d), false);
        }
        tape.record(() -> {
            Operand dv = new Operand(v.gradient(), weight.count);
            Operand da = new Operand(a.gradient(), a.columns());
            Operand dw = new Operand(tape.scratch(weight.count * p), p);
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
    private static Operand present(Tape tape, Rows weight, Channels channels) {
        int p = channels.total();
        float[] present = tape.scratch(weight.count * p);
        tape.forRows(weight.count, GRAIN, (from, to) -> {
            for (int row = from; row < to; row++) {
                int at = row * p;
                for (int c = 0; c < channels.width.length; c++) {
                    int source = (weight.first + row) * weight.all.columns() + channels.column[c];
                    System.arraycopy(weight.all.data(), source, present, at, channels.width[c]);
                    at += channels.width[c];
                }
            }
        });
        return new Operand(present, p);
    }

    private static void addGradient(Tape tape, Operand dw, Rows weight, Channels channels) {
        float[] gradient = weight.all.accumulator();
        tape.forRows(weight.count, GRAIN, (from, to) -> {
            for (int row = from; row < to; row++) {
                int at = row * dw.columns;
                for (int c = 0; c < channels.width.length; c++) {
                    int target = (weight.first + row) * weight.all.columns() + channels.column[c];
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
