package io.tgl.core.tensor.op;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;

/**
 * Attention pooling of groups of rows (Velickovic et al., "Graph Attention Networks", ICLR 2018, with one target a
 * group): y[s] = mean over heads h of sum over rows a of s of softmax_a(w_h . LeakyReLU(v_ah)) v_ah, slope 0.2. A group
 * without rows gives zeros.
 *
 * <p>Letters: n rows, S groups, H heads, D width. Shapes: v [n, H D]; w [1, H D]; y [S, D]. The score is a dot.
 */
public final class AttentionPoolOp {
    private static final float SLOPE = 0.2f;
    private static final int GRAIN = 16;

    private final Tape tape;
    private final Tensor v;
    private final Tensor w;
    private final int heads;
    private final int width;
    private final int[] offset;
    private final Tensor y;
    private final float[] weight;

    private AttentionPoolOp(Tape tape, Tensor v, Tensor w, int heads, int[] offset) {
        this.tape = tape;
        this.v = v;
        this.w = w;
        this.heads = heads;
        this.width = v.columns() / heads;
        this.offset = offset;
        this.y = tape.result(offset.length - 1, width, true);
        this.weight = tape.scratch(v.rows() * heads);
    }

    /**
     * Applies the pooling.
     *
     * @param offset group s has rows offset[s] .. offset[s + 1] - 1
     */
    public static Tensor apply(Tape tape, Tensor v, Tensor w, int heads, int[] offset) {
        if (v.columns() != w.columns() || v.columns() % heads != 0) {
            throw InvalidInput.at("attention pooling", "rows of a multiple of " + heads, v.shape() + ", " + w.shape());
        }
        AttentionPoolOp op = new AttentionPoolOp(tape, v, w, heads, offset);
        tape.forRows(op.y.rows(), GRAIN, op::forward);
        tape.record(op::backward);
        return op.y;
    }

    private void forward(int from, int to) {
        Kernels kernels = tape.kernels();
        float[] bent = new float[width];
        Arrays.fill(y.data(), from * width, to * width, 0f);
        for (int s = from; s < to; s++) {
            int rows = offset[s + 1] - offset[s];
            float[] score = new float[rows];
            for (int h = 0; h < heads; h++) {
                for (int a = 0; a < rows; a++) {
                    bend(at(offset[s] + a, h), bent);
                    score[a] = kernels.dot(bent, 0, w.data(), h * width, width);
                }
                softmax(score);
                for (int a = 0; a < rows; a++) {
                    weight[(offset[s] + a) * heads + h] = score[a];
                    kernels.axpy(score[a] / heads, v.data(), at(offset[s] + a, h), y.data(), s * width, width);
                }
            }
        }
    }

    private int at(int row, int head) {
        return (row * heads + head) * width;
    }

    private void bend(int at, float[] bent) {
        for (int j = 0; j < width; j++) {
            float value = v.data()[at + j];
            bent[j] = value > 0f ? value : SLOPE * value;
        }
    }

    private void softmax(float[] score) {
        if (score.length == 0) {
            return;
        }
        float largest = score[0];
        for (float value : score) {
            largest = Math.max(largest, value);
        }
        for (int a = 0; a < score.length; a++) {
            score[a] -= largest;
        }
        tape.kernels().exp(score, 0, score, 0, score.length);
        float sum = tape.kernels().sum(score, 0, score.length);
        for (int a = 0; a < score.length; a++) {
            score[a] /= sum;
        }
    }

    private void backward() {
        int columns = heads * width;
        int blocks = (y.rows() + GRAIN - 1) / GRAIN;
        float[] partial = tape.scratch(blocks * columns);
        tape.forRows(y.rows(), GRAIN, (from, to) -> {
            int at = from / GRAIN * columns;
            Arrays.fill(partial, at, at + columns, 0f);
            for (int s = from; s < to; s++) {
                for (int h = 0; h < heads; h++) {
                    backward(s, h, partial, at + h * width);
                }
            }
        });
        float[] dw = w.accumulator();
        for (int block = 0; block < blocks; block++) {
            for (int j = 0; j < columns; j++) {
                dw[j] += partial[block * columns + j];
            }
        }
    }

    /** With d_a = dy . v_a / H: score gradient p_a (d_a - sum_b p_b d_b). */
    private void backward(int s, int h, float[] partial, int at) {
        Kernels kernels = tape.kernels();
        int rows = offset[s + 1] - offset[s];
        float[] along = new float[rows];
        float mean = 0f;
        for (int a = 0; a < rows; a++) {
            along[a] = kernels.dot(y.gradient(), s * width, v.data(), at(offset[s] + a, h), width) / heads;
            mean = Math.fma(weight[(offset[s] + a) * heads + h], along[a], mean);
        }
        float[] bent = new float[width];
        for (int a = 0; a < rows; a++) {
            int row = at(offset[s] + a, h);
            float p = weight[(offset[s] + a) * heads + h];
            float score = p * (along[a] - mean);
            bend(row, bent);
            kernels.axpy(score, bent, 0, partial, at, width);
            if (!v.needsGradient()) {
                continue;
            }
            kernels.axpy(p / heads, y.gradient(), s * width, v.gradient(), row, width);
            for (int j = 0; j < width; j++) {
                float slope = v.data()[row + j] > 0f ? 1f : SLOPE;
                v.gradient()[row + j] += score * slope * w.data()[h * width + j];
            }
        }
    }
}
