package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * y[r, c_t .. c_t + n_t) += x_t[rowOf_t[r]] over the terms t, from zero: a token as the sum or the concatenation of its
 * channels, each of which may be a table that many rows read (a projected feature row, a position code, one bias for
 * all).
 *
 * <p>Shapes: x_t [rows, n_t] or [distinct, n_t]; y [rows, D]. Gradients of a shared row are summed in ascending order
 * of r; of a table of one row as a product with ones.
 */
public final class SumOp {
    private static final int GRAIN = 32;

    private SumOp() {}

    /**
     * One term.
     *
     * @param input [rows, n], or [distinct, n] with {@code rowOf}
     * @param column first column of the result that it is added to
     * @param rowOf null, or the row of the input that each result row reads
     */
    public record Term(Tensor input, int column, int @Nullable [] rowOf) {
        /** A term with a row of its own for each result row. */
        public static Term of(Tensor input, int column) {
            return new Term(input, column, null);
        }

        /** One row that every result row reads. */
        public static Term everywhere(Tensor row, int column, int rows) {
            return new Term(row, column, new int[rows]);
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
                    int n = term.input.columns();
                    add(term.input.data(), row * n, y.data(), at + term.column, n);
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
        int n = term.input.columns();
        float[] dy = y.gradient();
        float[] gradient = term.input.accumulator();
        int[] rowOf = term.rowOf;
        if (rowOf == null) {
            tape.forRows(y.rows(), GRAIN, (from, to) -> {
                for (int r = from; r < to; r++) {
                    add(dy, r * d + term.column, gradient, r * n, n);
                }
            });
        } else if (term.input.rows() == 1) {
            float[] sums = tape.scratch(d);
            Arrays.fill(sums, 0, d, 0f);
            LinearOp.addColumnSums(tape, dy, y.rows(), d, sums);
            add(sums, term.column, gradient, 0, n);
        } else {
            RowGroups groups = RowGroups.of(rowOf, y.rows(), term.input.rows());
            tape.forRows(groups.targets(), GRAIN / 4, (from, to) -> {
                for (int j = from; j < to; j++) {
                    for (int m = groups.offset()[j]; m < groups.offset()[j + 1]; m++) {
                        add(dy, groups.member()[m] * d + term.column, gradient, j * n, n);
                    }
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
