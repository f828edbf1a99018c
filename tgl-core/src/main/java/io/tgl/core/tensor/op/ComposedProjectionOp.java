package io.tgl.core.tensor.op;

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
        HeadProjectionOp.each(
                heads,
                d,
                channels,
                (head, position, column, width) -> HeadProjectionOp.multiply(
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
        tape.record(() -> HeadProjectionOp.each(heads, d, channels, (head, position, column, width) -> {
            int at = head * value.columns() + column;
            HeadProjectionOp.multiply(
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
            HeadProjectionOp.multiply(
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
}
