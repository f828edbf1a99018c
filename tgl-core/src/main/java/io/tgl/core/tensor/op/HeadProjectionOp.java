package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * The two re-associated projections of attention over neighbors with one query a neighborhood: instead of projecting
 * every neighbor row x_i by W_K and W_V, the query is brought into the space of the raw rows, and the weighted sum of raw
 * rows is projected: q . (W_K x) = (W_K^T q) . x and sum a_i (W_V x_i) = W_V (sum a_i x_i).
 *
 * <p>Letters: H heads, d width of a head, X declared width of a neighbor row, P width of the channels present.
 */
public final class HeadProjectionOp {
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
        Tensor u = tape.result(q.rows(), heads * channels.total(), true);
        each(
                heads,
                q.columns() / heads,
                channels,
                (head, position, column, width) -> multiply(
                        tape,
                        false,
                        false,
                        q.rows(),
                        width,
                        q.columns() / heads,
                        q.data(),
                        head,
                        q.columns(),
                        weight.data(),
                        head * weight.columns() + column,
                        weight.columns(),
                        u.data(),
                        position,
                        u.columns(),
                        false));
        tape.record(() -> each(heads, q.columns() / heads, channels, (head, position, column, width) -> {
            int at = head * weight.columns() + column;
            int d = q.columns() / heads;
            multiply(
                    tape,
                    true,
                    false,
                    d,
                    width,
                    q.rows(),
                    q.data(),
                    head,
                    q.columns(),
                    u.gradient(),
                    position,
                    u.columns(),
                    weight.accumulator(),
                    at,
                    weight.columns(),
                    true);
            multiply(
                    tape,
                    false,
                    true,
                    q.rows(),
                    d,
                    width,
                    u.gradient(),
                    position,
                    u.columns(),
                    weight.data(),
                    at,
                    weight.columns(),
                    q.gradient(),
                    head,
                    q.columns(),
                    true);
        }));
        return u;
    }

    /** v [n, H d] from the weighted sums a [n, H P] and W_V [H d, X]: per head v_h = a_h W_V,h^T. */
    public static Tensor values(Tape tape, Tensor a, Tensor weight, int heads, Channels channels) {
        int d = weight.rows() / heads;
        Tensor v = tape.result(a.rows(), weight.rows(), true);
        each(
                heads,
                d,
                channels,
                (head, position, column, width) -> multiply(
                        tape,
                        false,
                        true,
                        a.rows(),
                        d,
                        width,
                        a.data(),
                        position,
                        a.columns(),
                        weight.data(),
                        head * weight.columns() + column,
                        weight.columns(),
                        v.data(),
                        head,
                        v.columns(),
                        column != channels.column()[0]));
        tape.record(() -> each(heads, d, channels, (head, position, column, width) -> {
            int at = head * weight.columns() + column;
            multiply(
                    tape,
                    true,
                    false,
                    d,
                    width,
                    a.rows(),
                    v.gradient(),
                    head,
                    v.columns(),
                    a.data(),
                    position,
                    a.columns(),
                    weight.accumulator(),
                    at,
                    weight.columns(),
                    true);
            multiply(
                    tape,
                    false,
                    false,
                    a.rows(),
                    width,
                    d,
                    v.gradient(),
                    head,
                    v.columns(),
                    weight.data(),
                    at,
                    weight.columns(),
                    a.gradient(),
                    position,
                    a.columns(),
                    true);
        }));
        return v;
    }

    /** What is done for each head and channel. */
    interface Block {
        /** Head offset h d, position of the channel in [H P], its column in the weights and its width. */
        void run(int head, int position, int column, int width);
    }

    /** Runs the block for every head and channel, heads first. */
    static void each(int heads, int d, Channels channels, Block block) {
        int position = 0;
        for (int h = 0; h < heads; h++) {
            for (int c = 0; c < channels.width().length; c++) {
                block.run(h * d, position, channels.column()[c], channels.width()[c]);
                position += channels.width()[c];
            }
        }
    }

    /** A product on the tape's kernels and workers. */
    static void multiply(
            Tape tape,
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float[] a,
            int aOffset,
            int lda,
            float[] b,
            int bOffset,
            int ldb,
            float[] c,
            int cOffset,
            int ldc,
            boolean accumulate) {
        Kernels kernels = tape.kernels();
        kernels.matmul(
                transposeA,
                transposeB,
                m,
                n,
                k,
                a,
                aOffset,
                lda,
                b,
                bOffset,
                ldb,
                c,
                cOffset,
                ldc,
                accumulate,
                tape.workers());
    }
}
