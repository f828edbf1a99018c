package io.tgl.core.tensor.op;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;

/**
 * The products of a recurrent cell: input sums W_i x + b_i of all G gates, with the hidden sums W_h h + b_h added in the
 * first J, where the cell only needs the sum of both, and the other hidden sums behind them. An RNN cell has G = J = 1, a
 * GRU cell G = 3 (r, z, n) and J = 2.
 *
 * <p>If x begins with the state h itself (a memory's message about its own node), the first columns of W_i and W_h act on
 * the same rows: the joint gates need one product with their sum, and their weight gradients are equal.
 *
 * <p>Letters: n rows, X input width, W state width. Shapes: x [n, X], of which the first columns of W_i count and absent
 * ones are zeros; h [n, W]; W_i [G W, at least X]; W_h [G W, W]; b_i, b_h [1, G W]; result [n, (2 G - J) W].
 */
public final class RecurrentGatesOp {
    private static final int GRAIN = 32;

    private final Tape tape;
    private final Cell cell;
    private final int shared;
    private final Tensor x;
    private final Tensor h;
    private final Tensor result;
    private final int rows;
    private final int width;
    /** G W, the columns of input sums. */
    private final int all;
    /** J W, those that hidden sums are added to. */
    private final int added;

    /**
     * The parameters of a cell.
     *
     * @param inputWeight W_i
     * @param hiddenWeight W_h
     * @param inputBias b_i
     * @param hiddenBias b_h
     */
    public record Cell(Tensor inputWeight, Tensor hiddenWeight, Tensor inputBias, Tensor hiddenBias) {}

    private RecurrentGatesOp(Tape tape, Cell cell, int joint, Tensor x, Tensor h, boolean startsWithState) {
        this.tape = tape;
        this.cell = cell;
        this.x = x;
        this.h = h;
        this.rows = h.rows();
        this.width = h.columns();
        this.shared = startsWithState ? width : 0;
        this.all = cell.inputWeight.rows();
        this.added = joint * width;
        this.result = tape.result(rows, 2 * all - added, true);
    }

    /**
     * Applies the products.
     *
     * @param joint J
     * @param startsWithState whether the first W columns of x are h; both are constants then
     */
    public static Tensor apply(Tape tape, Cell cell, int joint, Tensor x, Tensor h, boolean startsWithState) {
        if (startsWithState && (x.needsGradient() || h.needsGradient())) {
            throw InvalidInput.at("recurrent gates", "a constant input that starts with the state", "a gradient");
        }
        RecurrentGatesOp op = new RecurrentGatesOp(tape, cell, joint, x, h, startsWithState);
        op.forward();
        tape.record(op::backward);
        return op.result;
    }

    private void forward() {
        float[] y = result.data();
        int in = cell.inputWeight.columns();
        int n = result.columns();
        multiply(false, true, rows, all, x.columns() - shared, x, shared, cell.inputWeight, shared, y, 0, n, false);
        if (shared > 0) {
            Tensor sum = Tensor.constant(stateWeight(in), all, width);
            multiply(false, true, rows, all, width, h, 0, sum, 0, y, 0, n, true);
        } else {
            multiply(false, true, rows, added, width, h, 0, cell.hiddenWeight, 0, y, 0, n, true);
        }
        if (added < all) {
            multiply(false, true, rows, all - added, width, h, 0, cell.hiddenWeight, added * width, y, all, n, false);
        }
        float[] bias = bias(n);
        tape.forRows(rows, GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                for (int j = 0; j < n; j++) {
                    y[r * n + j] += bias[j];
                }
            }
        });
    }

    /** What acts on the state where the input starts with it: W_i + W_h in the joint gates, W_i in the others. */
    private float[] stateWeight(int in) {
        float[] sum = tape.scratch(all * width);
        float[] input = cell.inputWeight.data();
        float[] hidden = cell.hiddenWeight.data();
        tape.forRows(all, GRAIN, (from, to) -> {
            for (int row = from; row < to; row++) {
                System.arraycopy(input, row * in, sum, row * width, width);
                for (int j = row * width; row < added && j < (row + 1) * width; j++) {
                    sum[j] += hidden[j];
                }
            }
        });
        return sum;
    }

    private float[] bias(int n) {
        float[] bias = tape.scratch(n);
        float[] hidden = cell.hiddenBias.data();
        System.arraycopy(cell.inputBias.data(), 0, bias, 0, all);
        for (int j = 0; j < added; j++) {
            bias[j] += hidden[j];
        }
        System.arraycopy(hidden, added, bias, all, all - added);
        return bias;
    }

    private void backward() {
        Tensor dy = Tensor.constant(result.gradient(), rows, result.columns());
        int in = cell.inputWeight.columns();
        int rest = all - added;
        float[] inputWeight = cell.inputWeight.accumulator();
        float[] hiddenWeight = cell.hiddenWeight.accumulator();
        multiply(true, false, all, x.columns() - shared, rows, dy, 0, x, shared, inputWeight, shared, in, true);
        if (shared > 0) {
            float[] both = tape.scratch(all * width);
            multiply(true, false, all, width, rows, dy, 0, h, 0, both, 0, width, false);
            addStateGradient(both, in, inputWeight, hiddenWeight);
        } else {
            multiply(true, false, added, width, rows, dy, 0, h, 0, hiddenWeight, 0, width, true);
        }
        if (rest > 0) {
            multiply(true, false, rest, width, rows, dy, all, h, 0, hiddenWeight, added * width, width, true);
        }
        biasGradients();
        if (x.needsGradient()) {
            multiply(
                    false,
                    false,
                    rows,
                    x.columns(),
                    all,
                    dy,
                    0,
                    cell.inputWeight,
                    0,
                    x.gradient(),
                    0,
                    x.columns(),
                    true);
        }
        if (h.needsGradient()) {
            multiply(false, false, rows, width, added, dy, 0, cell.hiddenWeight, 0, h.gradient(), 0, width, true);
            if (rest > 0) {
                int at = added * width;
                multiply(false, false, rows, width, rest, dy, all, cell.hiddenWeight, at, h.gradient(), 0, width, true);
            }
        }
    }

    private void addStateGradient(float[] both, int in, float[] inputWeight, float[] hiddenWeight) {
        tape.forRows(all, GRAIN, (from, to) -> {
            for (int row = from; row < to; row++) {
                int at = row * width;
                for (int j = 0; j < width; j++) {
                    inputWeight[row * in + j] += both[at + j];
                }
                for (int j = at; row < added && j < at + width; j++) {
                    hiddenWeight[j] += both[j];
                }
            }
        });
    }

    private void biasGradients() {
        int n = result.columns();
        float[] sums = tape.scratch(n);
        Arrays.fill(sums, 0, n, 0f);
        LinearOp.addColumnSums(tape, result.gradient(), rows, n, sums);
        float[] input = cell.inputBias.accumulator();
        float[] hidden = cell.hiddenBias.accumulator();
        for (int j = 0; j < all; j++) {
            input[j] += sums[j];
            hidden[j] += sums[j < added ? j : all + j - added];
        }
    }

    /** One product with the leading dimensions of the operands; offsets are columns of a and elements of b and c. */
    private void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            Tensor a,
            int aOffset,
            Tensor b,
            int bOffset,
            float[] c,
            int cOffset,
            int ldc,
            boolean add) {
        Kernels kernels = tape.kernels();
        kernels.matmul(
                transposeA,
                transposeB,
                m,
                n,
                k,
                a.data(),
                aOffset,
                a.columns(),
                b.data(),
                bOffset,
                b.columns(),
                c,
                cOffset,
                ldc,
                add,
                tape.workers());
    }
}
