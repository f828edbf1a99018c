package io.tgl.core.tensor.op;

import io.tgl.core.kernel.WeightedRows;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;

/**
 * y = drop(x) W^T of sparse rows: what is zero is never multiplied, and never dropped. The outputs may fall into groups of
 * equal width (heads), each with a dropout mask of its own.
 *
 * <p>Shapes: x [n, in] sparse; W [out, in]; y [n, out]. The values of a row are added in their order; the gradient of a
 * column of W in ascending order of the rows. The mask of entry e in group g is that of position e groups + g.
 */
public final class SparseLinearOp {
    private static final int ROWS = 32;
    private static final int COLUMNS = 64;

    private final Tape tape;
    private final SparseRows x;
    private final Tensor weight;
    private final int out;
    private final int groups;
    /** x with its masks, [entries, groups]. */
    private final float[] kept;

    /** W transposed, [in, out]. */
    private final float[] turned;

    private final Tensor result;

    private SparseLinearOp(Tape tape, SparseRows x, Tensor weight, Dropout dropout, int groups) {
        this.tape = tape;
        this.x = x;
        this.weight = weight;
        this.out = weight.rows();
        float[] mask = dropout.mask(tape, x.entries() * groups);
        this.groups = mask == null ? 1 : groups;
        this.kept = mask == null ? x.value() : masked(mask);
        this.turned = tape.scratch(weight.size());
        this.result = tape.result(x.rows(), out, weight.needsGradient());
    }

    /** Applies the map with one mask for all outputs. */
    public static Tensor apply(Tape tape, SparseRows x, Tensor weight, Dropout dropout) {
        return apply(tape, x, weight, dropout, 1);
    }

    /**
     * Applies the map.
     *
     * @param groups how many ranges of outputs have a mask of their own; divides the outputs
     */
    public static Tensor apply(Tape tape, SparseRows x, Tensor weight, Dropout dropout, int groups) {
        SparseLinearOp op = new SparseLinearOp(tape, x, weight, dropout, groups);
        tape.forRows(x.columns(), COLUMNS, op::turn);
        tape.forRows(x.rows(), ROWS, op::forward);
        if (weight.needsGradient()) {
            tape.record(op::backward);
        }
        return op.result;
    }

    private float[] masked(float[] mask) {
        float[] value = x.value();
        for (int e = 0; e < value.length; e++) {
            for (int g = e * groups; g < (e + 1) * groups; g++) {
                mask[g] *= value[e];
            }
        }
        return mask;
    }

    private void turn(int from, int to) {
        int in = x.columns();
        for (int j = 0; j < out; j++) {
            for (int c = from; c < to; c++) {
                turned[c * out + j] = weight.data()[j * in + c];
            }
        }
    }

    private void forward(int from, int to) {
        WeightedRows rows = new WeightedRows(x.inOrder(), kept, groups, x.column(), turned, out);
        Arrays.fill(result.data(), from * out, to * out, 0f);
        for (int r = from; r < to; r++) {
            tape.kernels()
                    .addWeightedRows(
                            rows, x.offset()[r], x.offset()[r + 1], groups, out / groups, result.data(), r * out);
        }
    }

    private void backward() {
        float[] gradient = weight.accumulator();
        tape.forRows(x.columns(), COLUMNS, (from, to) -> backward(gradient, from, to));
    }

    private void backward(float[] gradient, int from, int to) {
        RowGroups columns = x.byColumn();
        WeightedRows rows = new WeightedRows(columns.member(), kept, groups, x.row(), result.gradient(), out);
        int in = x.columns();
        float[] sums = new float[(to - from) * out];
        for (int c = from; c < to; c++) {
            int begin = columns.offset()[c];
            tape.kernels()
                    .addWeightedRows(
                            rows, begin, columns.offset()[c + 1], groups, out / groups, sums, (c - from) * out);
        }
        for (int j = 0; j < out; j++) {
            for (int c = from; c < to; c++) {
                gradient[j * in + c] += sums[(c - from) * out + j];
            }
        }
    }
}
