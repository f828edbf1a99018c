package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.HeadProjectionOp.Channels;

/**
 * Linear after linear is one matrix: M = [W_O,1 W_V,1 ... W_O,H W_V,H], so that M a is the output projection of the value
 * projections of all heads' weighted sums a. Cheaper than both where the sums are narrow and the rows many: M is computed
 * once a batch.
 *
 * <p>Letters: H heads, d width of a head, X declared width of a neighbor row, P width of the channels present, O width of
 * the output. Shapes: W_O [O, H d]; W_V [H d, X]; M [O, H P].
 */
public final class ComposedProjectionOp {
    private ComposedProjectionOp() {}

    /** Composes the two maps. */
    public static Tensor apply(Tape tape, Tensor output, Tensor value, int heads, Channels channels) {
        int d = value.rows() / heads;
        int rows = output.rows();
        Tensor m = tape.result(rows, heads * channels.total(), true);
        each(
                heads,
                d,
                channels,
                (head, position, column, width) -> multiply(
                        tape,
                        false,
                        false,
                        rows,
                        width,
                        d,
                        output.data(),
                        head,
                        output.columns(),
                        value.data(),
                        head * value.columns() + column,
                        value.columns(),
                        m.data(),
                        position,
                        m.columns(),
                        false));
        tape.record(() -> each(heads, d, channels, (head, position, column, width) -> {
            int at = head * value.columns() + column;
            multiply(
                    tape,
                    false,
                    true,
                    rows,
                    d,
                    width,
                    m.gradient(),
                    position,
                    m.columns(),
                    value.data(),
                    at,
                    value.columns(),
                    output.accumulator(),
                    head,
                    output.columns(),
                    true);
            multiply(
                    tape,
                    true,
                    false,
                    d,
                    width,
                    rows,
                    output.data(),
                    head,
                    output.columns(),
                    m.gradient(),
                    position,
                    m.columns(),
                    value.accumulator(),
                    at,
                    value.columns(),
                    true);
        }));
        return m;
    }

    /** What is done for each head and channel. */
    private interface Block {
        /** Head offset h d, position of the channel in [H P], its column in the weights and its width. */
        void run(int head, int position, int column, int width);
    }

    /** Runs the block for every head and channel, heads first. */
    private static void each(int heads, int d, Channels channels, Block block) {
        int position = 0;
        for (int h = 0; h < heads; h++) {
            for (int c = 0; c < channels.width().length; c++) {
                block.run(h * d, position, channels.column()[c], channels.width()[c]);
                position += channels.width()[c];
            }
        }
    }

    /** A product on the tape's kernels and workers. */
    private static void multiply(
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
