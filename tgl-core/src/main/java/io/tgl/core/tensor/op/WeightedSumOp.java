package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;

/**
 * y[s] = sum over the entries e of s of weight[e] x[row[e]]: weighted sums or means of chosen rows, a row possibly in
 * several. Shapes: x [n, D]; y [S, D]. Entries are added in their order, forward and backward.
 */
public final class WeightedSumOp {
    private static final int GRAIN = 16;

    private WeightedSumOp() {}

    /**
     * The entries of S sums; sum s has entries offset[s] .. offset[s + 1] - 1.
     *
     * @param row [entries] row of x
     * @param weight [entries]
     */
    public record Entries(int[] offset, int[] row, float[] weight) {
        /** The mean of each sequence. */
        public static Entries means(Sequences sequences) {
            int[] row = new int[sequences.rows()];
            float[] weight = new float[row.length];
            for (int s = 0; s < sequences.count(); s++) {
                for (int r = sequences.offset()[s]; r < sequences.offset()[s + 1]; r++) {
                    row[r] = r;
                    weight[r] = 1f / sequences.length(s);
                }
            }
            return new Entries(sequences.offset(), row, weight);
        }

        /** S. */
        public int count() {
            return offset.length - 1;
        }
    }

    /** Applies the sums. */
    public static Tensor apply(Tape tape, Tensor x, Entries entries) {
        int d = x.columns();
        Tensor y = tape.result(entries.count(), d, x.needsGradient());
        tape.forRows(entries.count(), GRAIN, (from, to) -> {
            Arrays.fill(y.data(), from * d, to * d, 0f);
            for (int s = from; s < to; s++) {
                for (int e = entries.offset[s]; e < entries.offset[s + 1]; e++) {
                    tape.kernels().axpy(entries.weight[e], x.data(), entries.row[e] * d, y.data(), s * d, d);
                }
            }
        });
        tape.record(() -> {
            if (x.needsGradient()) {
                backward(tape, x, entries, y);
            }
        });
        return y;
    }

    private static void backward(Tape tape, Tensor x, Entries entries, Tensor y) {
        int d = x.columns();
        int count = entries.offset[entries.count()];
        int[] sumOf = new int[count];
        for (int s = 0; s < entries.count(); s++) {
            Arrays.fill(sumOf, entries.offset[s], entries.offset[s + 1], s);
        }
        RowGroups groups = RowGroups.of(entries.row, count, x.rows());
        float[] dx = x.accumulator();
        tape.forRows(x.rows(), GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                for (int m = groups.offset()[r]; m < groups.offset()[r + 1]; m++) {
                    int e = groups.member()[m];
                    tape.kernels().axpy(entries.weight[e], y.gradient(), sumOf[e] * d, dx, r * d, d);
                }
            }
        });
    }
}
