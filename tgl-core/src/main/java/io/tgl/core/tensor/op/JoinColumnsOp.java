package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * y = [p_1 ; p_2 ; ...] by columns: matrices, column ranges of matrices and vectors side by side, so that several maps are
 * one product. A bias beside its weight, and a one beside its input, make the bias a column of the map.
 *
 * <p>Shapes: part p gives n_p columns of every row; y [rows, sum of n_p].
 */
public final class JoinColumnsOp {
    private static final int GRAIN = 64;

    private JoinColumnsOp() {}

    /**
     * A part of the result.
     *
     * @param stride from one row to the next in the tensor's values
     * @param column first column in it
     * @param width n_p
     */
    public record Part(Tensor tensor, int stride, int column, int width) {
        /** All columns. */
        public static Part of(Tensor matrix) {
            return columns(matrix, 0, matrix.columns());
        }

        /** Some columns. */
        public static Part columns(Tensor matrix, int column, int width) {
            return new Part(matrix, matrix.columns(), column, width);
        }

        /** One column, from a vector [1, rows] such as a bias. */
        public static Part vector(Tensor vector) {
            return new Part(vector, 1, 0, 1);
        }

        /** A column of equal values. */
        public static Part constant(float value) {
            return new Part(Tensor.constant(new float[] {value}, 1, 1), 0, 0, 1);
        }
    }

    /** Joins the parts. */
    public static Tensor apply(Tape tape, int rows, Part... parts) {
        int width = 0;
        boolean learns = false;
        for (Part part : parts) {
            width += part.width;
            learns |= part.tensor.needsGradient();
        }
        Tensor y = tape.result(rows, width, learns);
        tape.forRows(rows, GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                int at = r * y.columns();
                for (Part part : parts) {
                    System.arraycopy(part.tensor.data(), r * part.stride + part.column, y.data(), at, part.width);
                    at += part.width;
                }
            }
        });
        if (learns) {
            tape.record(() -> backward(tape, y, parts));
        }
        return y;
    }

    private static void backward(Tape tape, Tensor y, Part[] parts) {
        int first = 0;
        for (Part part : parts) {
            if (part.tensor.needsGradient()) {
                add(tape, y, first, part, part.tensor.accumulator());
            }
            first += part.width;
        }
    }

    private static void add(Tape tape, Tensor y, int first, Part part, float[] gradient) {
        float[] dy = y.gradient();
        tape.forRows(y.rows(), GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                int source = r * y.columns() + first;
                int target = r * part.stride + part.column;
                for (int j = 0; j < part.width; j++) {
                    gradient[target + j] += dy[source + j];
                }
            }
        });
    }
}
