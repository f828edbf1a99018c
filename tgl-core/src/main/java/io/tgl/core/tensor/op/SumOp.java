package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * y[r] = sum over terms of x_t[rowOf_t[r]]: a token as the sum of its channels, each of which may be a table that many
 * rows read (a projected feature row, a position code, one bias for all).
 *
 * <p>Shapes: x_t [rows, D] or [distinct, D]; y [rows, D]. Gradients of a shared row are summed in ascending order of r; of
 * a table of one row as a product with ones.
 */
public final class SumOp {
    private static final int GRAIN = 32;

    private SumOp() {}

    /**
     * One term.
     *
     * @param input [rows, D], or [distinct, D] with {@code rowOf}
     * @param rowOf null, or the row of the input that each result row reads
     */
    public record Term(Tensor input, int @Nullable [] rowOf) {
        /** A term with a row of its own for each result row. */
        public static Term of(Tensor input) {
            return new Term(input, null);
        }

        /** One row that every result row reads. */
        public static Term everywhere(Tensor row, int rows) {
            return new Term(row, new int[rows]);
        }
    }

    /** Adds the terms up, in their order. */
    public static Tensor apply(Tape tape, int rows, int columns, Term... terms) {
        Tensor y = tape.result(rows, columns, true);
        tape.forRows(rows, GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                int at = r * columns;
                Arrays.fill(y.data(), at, at + columns, 0f);
                for (Term term : terms) {
                    int row = term.rowOf == null ? r : term.rowOf[r];
                    add(term.input.data(), row * columns, y.data(), at, columns);
                }
            }
        });
        tape.record(() -> {
            for (Term term : terms) {
                if (term.input.needsGradient()) {
                    backward(tape, term, y);
                }
            }
        });
        return y;
    }

    private static void backward(Tape tape, Term term, Tensor y) {
        int d = y.columns();
        float[] gradient = term.input.accumulator();
        int[] rowOf = term.rowOf;
        if (rowOf == null) {
            tape.forRows(
                    y.rows(), GRAIN, (from, to) -> add(y.gradient(), from * d, gradient, from * d, (to - from) * d));
        } else if (term.input.rows() == 1) {
            LinearOp.addColumnSums(tape, y.gradient(), y.rows(), d, gradient);
        } else {
            RowGroups groups = RowGroups.of(rowOf, y.rows(), term.input.rows());
            tape.workers().run(groups.targets(), j -> {
                for (int m = groups.offset()[j]; m < groups.offset()[j + 1]; m++) {
                    add(y.gradient(), groups.member()[m] * d, gradient, j * d, d);
                }
            });
        }
    }

    private static void add(float[] source, int from, float[] target, int at, int length) {
        for (int j = 0; j < length; j++) {
            target[at + j] += source[from + j];
        }
    }
}
