package io.tgl.core.tensor.op;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * Mean cross-entropy of chosen rows of logits against their classes: log(sum over c of exp(x[r, c])) - x[r, class].
 * Shapes: x [n, C]; loss [1, 1]. The largest logit is subtracted first; sums are in ascending order.
 */
public final class CrossEntropyOp {
    private CrossEntropyOp() {}

    /**
     * Applies the loss.
     *
     * @param row the rows that count, each at most once
     * @param label class of each of them
     */
    public static Tensor apply(Tape tape, Tensor x, int[] row, int[] label) {
        int c = x.columns();
        int n = row.length;
        check(x, row, label);
        float[] share = tape.scratch(n * c);
        float[] term = tape.scratch(n);
        for (int i = 0; i < n; i++) {
            float max = Float.NEGATIVE_INFINITY;
            for (int j = 0; j < c; j++) {
                max = Math.max(max, x.data()[row[i] * c + j]);
            }
            for (int j = 0; j < c; j++) {
                share[i * c + j] = x.data()[row[i] * c + j] - max;
            }
        }
        float[] own = tape.scratch(n);
        for (int i = 0; i < n; i++) {
            own[i] = share[i * c + label[i]];
        }
        tape.kernels().exp(share, 0, share, 0, n * c);
        for (int i = 0; i < n; i++) {
            float sum = 0f;
            for (int j = 0; j < c; j++) {
                sum += share[i * c + j];
            }
            for (int j = 0; j < c; j++) {
                share[i * c + j] /= sum;
            }
            term[i] = sum;
        }
        tape.kernels().log(term, 0, term, 0, n);
        for (int i = 0; i < n; i++) {
            term[i] -= own[i];
        }
        Tensor loss = tape.result(1, 1, true);
        loss.data()[0] = tape.kernels().sum(term, 0, n) / n;
        tape.record(() -> {
            float scale = loss.gradient()[0] / n;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < c; j++) {
                    float g = share[i * c + j] - (j == label[i] ? 1f : 0f);
                    x.gradient()[row[i] * c + j] = Math.fma(scale, g, x.gradient()[row[i] * c + j]);
                }
            }
        });
        return loss;
    }

    private static void check(Tensor x, int[] row, int[] label) {
        if (row.length == 0 || row.length != label.length) {
            throw InvalidInput.at("cross-entropy", "at least one row, a label each", row.length + "/" + label.length);
        }
        for (int i = 0; i < row.length; i++) {
            if (label[i] < 0 || label[i] >= x.columns()) {
                throw InvalidInput.at("label of row " + row[i], "a class of 0 .. " + (x.columns() - 1), label[i]);
            }
        }
    }
}
