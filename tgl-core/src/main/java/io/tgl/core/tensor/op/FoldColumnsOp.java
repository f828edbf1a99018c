package io.tgl.core.tensor.op;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;

/**
 * y[r, column[c]] = sum of x[r, c] over the c that have that column, in ascending order: a weight whose inputs are
 * permuted, and those that are always equal joined. Shapes: x [rows, C]; y [rows, columns].
 */
public final class FoldColumnsOp {
    private static final int GRAIN = 64;

    private FoldColumnsOp() {}

    /**
     * Applies the fold.
     *
     * @param column [C] column of the result that each column of x is added to
     */
    public static Tensor apply(Tape tape, Tensor x, int[] column, int columns) {
        int c = x.columns();
        if (column.length != c) {
            throw InvalidInput.at("fold of " + x.shape(), c + " columns", column.length);
        }
        Tensor y = tape.result(x.rows(), columns, x.needsGradient());
        tape.forRows(x.rows(), GRAIN, (from, to) -> {
            Arrays.fill(y.data(), from * columns, to * columns, 0f);
            for (int r = from; r < to; r++) {
                for (int j = 0; j < c; j++) {
                    y.data()[r * columns + column[j]] += x.data()[r * c + j];
                }
            }
        });
        if (x.needsGradient()) {
            tape.record(() -> {
                float[] gradient = x.accumulator();
                tape.forRows(x.rows(), GRAIN, (from, to) -> {
                    for (int r = from; r < to; r++) {
                        for (int j = 0; j < c; j++) {
                            gradient[r * c + j] += y.gradient()[r * columns + column[j]];
                        }
                    }
                });
            });
        }
        return y;
    }
}
