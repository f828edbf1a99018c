package io.tgl.core.tensor.op;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * Mean cross-entropy of logits against distributions over the classes:
 * log(sum over c of exp(x[r, c])) * sum over c of y[r, c] - sum over c of y[r, c] x[r, c], with the largest logit of a row
 * subtracted first. Shapes: x, y [n, C]; loss [1, 1].
 */
public final class SoftCrossEntropyOp {
    private SoftCrossEntropyOp() {}

    /**
     * Applies the loss.
     *
     * @param target y, row-major; rows that add up to 1
     */
    public static Tensor apply(Tape tape, Tensor x, float[] target) {
        int n = x.rows();
        int c = x.columns();
        if (n == 0 || target.length < n * c) {
            throw InvalidInput.at("soft targets", "at least one row, " + n * c + " values", target.length);
        }
        Kernels kernels = tape.kernels();
        float[] shifted = tape.scratch(n * c);
        float[] share = tape.scratch(n * c);
        for (int r = 0; r < n; r++) {
            float max = Float.NEGATIVE_INFINITY;
            for (int j = r * c; j < (r + 1) * c; j++) {
                max = Math.max(max, x.data()[j]);
            }
            for (int j = r * c; j < (r + 1) * c; j++) {
                shifted[j] = x.data()[j] - max;
            }
        }
        kernels.exp(shifted, 0, share, 0, n * c);
        float[] logSum = tape.scratch(n);
        float[] mass = tape.scratch(n);
        for (int r = 0; r < n; r++) {
            float sum = kernels.sum(share, r * c, c);
            logSum[r] = sum;
            mass[r] = kernels.sum(target, r * c, c);
            for (int j = r * c; j < (r + 1) * c; j++) {
                share[j] /= sum;
            }
        }
        kernels.log(logSum, 0, logSum, 0, n);
        float[] term = tape.scratch(n);
        for (int r = 0; r < n; r++) {
            term[r] = logSum[r] * mass[r] - kernels.dot(target, r * c, shifted, r * c, c);
        }
        Tensor loss = tape.result(1, 1, true);
        loss.data()[0] = kernels.sum(term, 0, n) / n;
        tape.record(() -> {
            float scale = loss.gradient()[0] / n;
            for (int r = 0; r < n; r++) {
                for (int j = r * c; j < (r + 1) * c; j++) {
                    x.gradient()[j] = Math.fma(scale, share[j] * mass[r] - target[j], x.gradient()[j]);
                }
            }
        });
        return loss;
    }
}
