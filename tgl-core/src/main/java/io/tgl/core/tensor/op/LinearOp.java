package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * y = activation( sum over parts of x_p W[:, c_p .. c_p + n_p]^T + b ): a Linear on a concatenation that is never built.
 * A part whose rows are shared by several result rows is projected once and then gathered; a part that is left out counts
 * as zeros, whose weight gradient is zero.
 *
 * <p>Shapes: x_p [rows, n_p] or [distinct, n_p]; W [out, in]; b [1, out]; y [rows, out].
 */
public final class LinearOp {
    private static final int GRAIN = 64;

    private LinearOp() {}

    /** What follows the sum. */
    public enum Activation {
        /** Nothing. */
        NONE,
        /** max(x, 0), derivative x &gt; 0. */
        RELU
    }

    /**
     * One part of the input.
     *
     * @param input [rows, n], or [distinct, n] with {@code rowOf}
     * @param column first column of W that belongs to it
     * @param rowOf null, or for each result row the row of the input that it reads
     */
    public record Part(Tensor input, int column, int @Nullable [] rowOf) {
        /** A part with a row of its own for each result row. */
        public static Part of(Tensor input, int column) {
            return new Part(input, column, null);
        }
    }

    /**
     * The outputs of a map that are computed: rows first .. first + count - 1 of W and of b (one of several maps that a
     * packed weight holds). The others get no gradient.
     */
    public record Outputs(int first, int count) {}

    /** Applies the map. */
    public static Tensor apply(
            Tape tape, int rows, Tensor weight, @Nullable Tensor bias, Activation activation, Part... parts) {
        return apply(tape, rows, weight, bias, new Outputs(0, weight.rows()), activation, parts);
    }

    /** Applies some outputs of the map. */
    public static Tensor apply(
            Tape tape,
            int rows,
            Tensor weight,
            @Nullable Tensor bias,
            Outputs outputs,
            Activation activation,
            Part... parts) {
        Tensor y = tape.result(rows, outputs.count, true);
        for (int p = 0; p < parts.length; p++) {
            forward(tape, rows, weight, outputs, parts[p], y, p > 0);
        }
        finish(tape, rows, bias, outputs.first, activation, y);
        tape.record(() -> backward(tape, rows, weight, bias, outputs, activation, parts, y));
        return y;
    }

    private static void forward(Tape tape, int rows, Tensor weight, Outputs outputs, Part part, Tensor y, boolean add) {
        Tensor x = part.input;
        int out = outputs.count;
        int[] rowOf = part.rowOf;
        if (rowOf == null) {
            project(tape, x, weight, outputs, part.column, y.data(), add);
            return;
        }
        float[] projected = tape.scratch(x.rows() * out);
        project(tape, x, weight, outputs, part.column, projected, false);
        float[] target = y.data();
        tape.forRows(rows, GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                int source = rowOf[r] * out;
                int at = r * out;
                if (add) {
                    for (int j = 0; j < out; j++) {
                        target[at + j] += projected[source + j];
                    }
                } else {
                    System.arraycopy(projected, source, target, at, out);
                }
            }
        });
    }

    private static void project(
            Tape tape, Tensor x, Tensor weight, Outputs outputs, int column, float[] target, boolean add) {
        int in = weight.columns();
        int n = x.columns();
        int out = outputs.count;
        tape.kernels()
                .matmul(
                        false,
                        true,
                        x.rows(),
                        out,
                        n,
                        x.data(),
                        0,
                        n,
                        weight.data(),
                        outputs.first * in + column,
                        in,
                        target,
                        0,
                        out,
                        add,
                        tape.workers());
    }

    private static void finish(Tape tape, int rows, @Nullable Tensor bias, int first, Activation activation, Tensor y) {
        if (bias == null && activation == Activation.NONE) {
            return;
        }
        int out = y.columns();
        float[] b = bias == null ? new float[first + out] : bias.data();
        float[] v = y.data();
        boolean relu = activation == Activation.RELU;
        tape.forRows(rows, GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                int at = r * out;
                for (int j = 0; j < out; j++) {
                    v[at + j] += b[first + j];
                }
                if (relu) {
                    for (int j = at; j < at + out; j++) {
                        v[j] = Math.max(v[j], 0f);
                    }
                }
            }
        });
    }

    private static void backward(
            Tape tape,
            int rows,
            Tensor weight,
            @Nullable Tensor bias,
            Outputs outputs,
            Activation activation,
            Part[] parts,
            Tensor y) {
        int out = outputs.count;
        float[] dy = y.gradient();
        if (activation == Activation.RELU) {
            float[] v = y.data();
            tape.forRows(rows, GRAIN, (from, to) -> ReluSlope.multiply(dy, v, from * out, to * out, 1f));
        }
        if (bias != null && bias.needsGradient()) {
            addColumnSums(tape, dy, rows, out, bias.accumulator(), outputs.first);
        }
        for (Part part : parts) {
            Tensor x = part.input;
            float[] dp = part.rowOf == null ? dy : gathered(tape, dy, rows, out, part.rowOf, x.rows());
            backwardPart(tape, weight, outputs, x, part.column, dp);
        }
    }

    private static void backwardPart(Tape tape, Tensor weight, Outputs outputs, Tensor x, int column, float[] dp) {
        Kernels kernels = tape.kernels();
        int out = outputs.count;
        int in = weight.columns();
        int first = outputs.first * in + column;
        int n = x.columns();
        int rows = x.rows();
        if (weight.needsGradient()) {
            kernels.matmul(
                    true,
                    false,
                    out,
                    n,
                    rows,
                    dp,
                    0,
                    out,
                    x.data(),
                    0,
                    n,
                    weight.accumulator(),
                    first,
                    in,
                    true,
                    tape.workers());
        }
        if (x.needsGradient()) {
            kernels.matmul(
                    false,
                    false,
                    rows,
                    n,
                    out,
                    dp,
                    0,
                    out,
                    weight.data(),
                    first,
                    in,
                    x.accumulator(),
                    0,
                    n,
                    true,
                    tape.workers());
        }
    }

    private static float[] gathered(Tape tape, float[] dy, int rows, int out, int[] rowOf, int targets) {
        float[] dp = tape.scratch(targets * out);
        RowGroups groups = RowGroups.of(rowOf, rows, targets);
        tape.forRows(targets, GRAIN, (from, to) -> {
            for (int j = from; j < to; j++) {
                Arrays.fill(dp, j * out, (j + 1) * out, 0f);
                for (int m = groups.offset()[j]; m < groups.offset()[j + 1]; m++) {
                    int at = groups.member()[m] * out;
                    for (int c = 0; c < out; c++) {
                        dp[j * out + c] += dy[at + c];
                    }
                }
            }
        });
        return dp;
    }

    /** target[j] += sum over rows of values[r, j], as a product with ones. */
    static void addColumnSums(Tape tape, float[] values, int rows, int columns, float[] target) {
        addColumnSums(tape, values, rows, columns, target, 0);
    }

    static void addColumnSums(Tape tape, float[] values, int rows, int columns, float[] target, int offset) {
        float[] ones = tape.scratch(rows);
        Arrays.fill(ones, 0, rows, 1f);
        tape.kernels()
                .matmul(
                        false,
                        false,
                        1,
                        columns,
                        rows,
                        ones,
                        0,
                        rows,
                        values,
                        0,
                        columns,
                        target,
                        offset,
                        columns,
                        true,
                        tape.workers());
    }
}
