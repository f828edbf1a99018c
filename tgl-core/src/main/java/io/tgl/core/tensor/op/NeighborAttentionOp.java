package io.tgl.core.tensor.op;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Attention of one query over its k neighbors, gather, time encoding, scores, softmax and weighted sum in one pass:
 * x_i = [h_i ; e_i ; cos(w dt_i + b)], s_i = scale (u . x_i), a = softmax(s), result = sum m_i a_i x_i with dropout mask m.
 * Rows x_i are assembled again in the backward pass instead of being stored. A query without neighbors attends uniformly
 * to its k pads, as the reference does.
 *
 * <p>Letters: Q queries, D distinct rows of u, H heads, k slots, P = N + E + T width of x. Shapes: u [D, H P]; h [M, N];
 * w, b [1, T] (or [T, 1]); result [Q, H P]. Scores are dot products (16 lanes).
 */
public final class NeighborAttentionOp {
    private static final int GRAIN = 16;

    /**
     * The neighbors of Q queries.
     *
     * @param queries Q
     * @param slots k
     * @param count valid neighbors of each query; they stand in its last slots
     * @param row [Q, k] row of h, -1 for a zero row
     * @param event [Q, k] event id for the edge features, -1 for zeros
     * @param dt [Q, k] time differences in the model's unit
     * @param features edge features by event id
     */
    public record Slots(
            int queries, int slots, int[] count, int[] row, int[] event, float[] dt, FeatureTable features) {}

    private final Tape tape;
    private final Tensor u;
    private final int[] uRow;
    private final Tensor h;
    private final Tensor w;
    private final Tensor b;
    private final Slots slots;
    private final int heads;
    private final float scale;
    private final int width;
    private final float @Nullable [] mask;
    private final float[] weights;
    /** Time codes [Q, k, T] of the forward pass, when there will be a backward one. */
    private final float[] waves;

    private final Tensor result;

    private NeighborAttentionOp(
            Tape tape,
            Tensor u,
            int[] uRow,
            Tensor h,
            Tensor w,
            Tensor b,
            Slots slots,
            int heads,
            float scale,
            Dropout dropout) {
        this.tape = tape;
        this.u = u;
        this.uRow = uRow;
        this.h = h;
        this.w = w;
        this.b = b;
        this.slots = slots;
        this.heads = heads;
        this.scale = scale;
        this.width = u.columns() / heads;
        int size = slots.queries() * heads * slots.slots();
        this.mask = dropout.mask(tape, size);
        this.weights = tape.scratch(size);
        this.waves = tape.scratch(tape.recording() ? slots.queries() * slots.slots() * w.size() : 0);
        this.result = tape.result(slots.queries(), u.columns(), true);
    }

    /**
     * Applies the attention.
     *
     * @param uRow for each query its row of u
     */
    public static Tensor apply(
            Tape tape,
            Tensor u,
            int[] uRow,
            Tensor h,
            Tensor w,
            Tensor b,
            Slots slots,
            int heads,
            float scale,
            Dropout dropout) {
        NeighborAttentionOp op = new NeighborAttentionOp(tape, u, uRow, h, w, b, slots, heads, scale, dropout);
        tape.forRows(slots.queries(), GRAIN, op::forward);
        tape.record(op::backward);
        return op.result;
    }

    private int first(int q) {
        int count = slots.count()[q];
        return count == 0 ? 0 : slots.slots() - count;
    }

    /** w dt + b of the valid slots of query q, side by side in phase [k, T]: one call of cos or sin does for all. */
    private void phases(int q, float[] phase) {
        int k = slots.slots();
        int t = w.size();
        float[] slope = w.data();
        float[] bias = b.data();
        for (int i = first(q); i < k; i++) {
            float dt = slots.dt()[q * k + i];
            for (int j = 0; j < t; j++) {
                phase[i * t + j] = slope[j] * dt + bias[j];
            }
        }
    }

    /** Assembles the valid rows of query q into x [k, P]; their time codes begin at {@code wave[at]}. */
    private void assemble(int q, float[] wave, int waveAt, float[] x) {
        int k = slots.slots();
        int n = h.columns();
        int e = slots.features().width();
        int t = w.size();
        int first = first(q);
        for (int i = first; i < k; i++) {
            int at = i * width;
            int row = slots.row()[q * k + i];
            if (row < 0) {
                Arrays.fill(x, at, at + n, 0f);
            } else {
                System.arraycopy(h.data(), row * n, x, at, n);
            }
            if (e > 0) {
                slots.features().copyRow(slots.event()[q * k + i], x, at + n);
            }
            System.arraycopy(wave, waveAt + i * t, x, at + n + e, t);
        }
    }

    private void forward(int from, int to) {
        Kernels kernels = tape.kernels();
        int k = slots.slots();
        float[] x = new float[k * width];
        int t = w.size();
        boolean kept = tape.recording();
        float[] phase = new float[k * t];
        float[] wave = kept ? waves : phase;
        float[] score = new float[k];
        for (int q = from; q < to; q++) {
            int first = first(q);
            int waveAt = kept ? q * k * t : 0;
            phases(q, phase);
            kernels.cos(phase, first * t, wave, waveAt + first * t, (k - first) * t);
            assemble(q, wave, waveAt, x);
            for (int head = 0; head < heads; head++) {
                int uAt = uRow[q] * u.columns() + head * width;
                int wAt = (q * heads + head) * k;
                for (int i = first; i < k; i++) {
                    score[i] = scale * kernels.dot(u.data(), uAt, x, i * width, width);
                }
                softmax(kernels, score, first, k, weights, wAt);
                int out = q * u.columns() + head * width;
                Arrays.fill(result.data(), out, out + width, 0f);
                for (int i = first; i < k; i++) {
                    float a = kept(wAt + i);
                    kernels.axpy(a, x, i * width, result.data(), out, width);
                }
            }
        }
    }

    private float kept(int index) {
        return mask == null ? weights[index] : weights[index] * mask[index];
    }

    /** Softmax of score[first .. k - 1] into target[at + first ..]; the entries before are +0. */
    public static void softmax(Kernels kernels, float[] score, int first, int k, float[] target, int at) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = first; i < k; i++) {
            max = Math.max(max, score[i]);
        }
        for (int i = 0; i < k; i++) {
            target[at + i] = i < first ? Float.NEGATIVE_INFINITY : score[i] - max;
        }
        kernels.exp(target, at, target, at, k);
        float sum = 0f;
        for (int i = first; i < k; i++) {
            sum += target[at + i];
        }
        for (int i = first; i < k; i++) {
            target[at + i] /= sum;
        }
    }

    /**
     * Queries are grouped by their row of u, so that du is summed where it is computed; dw and db get one partial sum a
     * block of u rows, joined in ascending order; dh is summed row by row of h.
     */
    private void backward() {
        int k = slots.slots();
        float[] scoreGradient = tape.scratch(slots.queries() * heads * k);
        RowGroups groups = RowGroups.of(uRow, slots.queries(), u.rows());
        int blocks = (u.rows() + GRAIN - 1) / GRAIN;
        int t = w.size();
        float[] partial = tape.scratch(blocks * 2 * t);
        tape.forRows(u.rows(), GRAIN, (from, to) -> {
            int at = from / GRAIN * 2 * t;
            Arrays.fill(partial, at, at + 2 * t, 0f);
            backwardQueries(from, to, groups, scoreGradient, partial, at);
        });
        if (w.needsGradient()) {
            float[] dw = w.accumulator();
            float[] db = b.accumulator();
            for (int block = 0; block < blocks; block++) {
                for (int j = 0; j < t; j++) {
                    dw[j] += partial[block * 2 * t + j];
                    db[j] += partial[block * 2 * t + t + j];
                }
            }
        }
        if (h.needsGradient()) {
            RowGroups readers = RowGroups.of(slots.row(), slots.queries() * k, h.rows());
            tape.forRows(h.rows(), GRAIN, (from, to) -> backwardRows(from, to, readers, scoreGradient));
        }
    }

    private void backwardQueries(
            int from, int to, RowGroups groups, float[] scoreGradient, float[] partial, int partialAt) {
        Kernels kernels = tape.kernels();
        int k = slots.slots();
        float[] x = new float[k * width];
        float[] g = new float[w.size()];
        float[] phase = new float[k * w.size()];
        for (int d = from; d < to; d++) {
            for (int m = groups.offset()[d]; m < groups.offset()[d + 1]; m++) {
                int q = groups.member()[m];
                assemble(q, waves, q * k * w.size(), x);
                for (int head = 0; head < heads; head++) {
                    scoreGradients(kernels, q, head, x, scoreGradient);
                    int at = (q * heads + head) * k;
                    if (u.needsGradient()) {
                        int uAt = d * u.columns() + head * width;
                        for (int i = first(q); i < k; i++) {
                            kernels.axpy(scoreGradient[at + i], x, i * width, u.gradient(), uAt, width);
                        }
                    }
                }
                if (w.needsGradient()) {
                    timeGradients(kernels, q, scoreGradient, phase, g, partial, partialAt);
                }
            }
        }
    }

    private void scoreGradients(Kernels kernels, int q, int head, float[] x, float[] scoreGradient) {
        int k = slots.slots();
        int first = first(q);
        int at = (q * heads + head) * k;
        int out = q * u.columns() + head * width;
        float mean = 0f;
        for (int i = first; i < k; i++) {
            float da = kernels.dot(result.gradient(), out, x, i * width, width);
            if (mask != null) {
                da *= mask[at + i];
            }
            scoreGradient[at + i] = da;
            mean = Math.fma(weights[at + i], da, mean);
        }
        for (int i = first; i < k; i++) {
            scoreGradient[at + i] = scale * weights[at + i] * (scoreGradient[at + i] - mean);
        }
    }

    /** d phi_i = sum over heads of (a_i dresult + ds_i u); dw -= sum dphi sin(w dt + b) dt; db -= sum dphi sin(w dt + b). */
    private void timeGradients(
            Kernels kernels, int q, float[] scoreGradient, float[] phase, float[] g, float[] partial, int partialAt) {
        int k = slots.slots();
        int t = w.size();
        int time = width - t;
        int first = first(q);
        phases(q, phase);
        kernels.sin(phase, first * t, phase, first * t, (k - first) * t);
        for (int i = first; i < k; i++) {
            float dt = slots.dt()[q * k + i];
            Arrays.fill(g, 0f);
            for (int head = 0; head < heads; head++) {
                int at = (q * heads + head) * k + i;
                kernels.axpy(kept(at), result.gradient(), q * u.columns() + head * width + time, g, 0, t);
                kernels.axpy(scoreGradient[at], u.data(), uRow[q] * u.columns() + head * width + time, g, 0, t);
            }
            for (int j = 0; j < t; j++) {
                float p = -g[j] * phase[i * t + j];
                partial[partialAt + j] = Math.fma(p, dt, partial[partialAt + j]);
                partial[partialAt + t + j] += p;
            }
        }
    }

    private void backwardRows(int from, int to, RowGroups readers, float[] scoreGradient) {
        Kernels kernels = tape.kernels();
        int k = slots.slots();
        int n = h.columns();
        for (int row = from; row < to; row++) {
            for (int m = readers.offset()[row]; m < readers.offset()[row + 1]; m++) {
                int q = readers.member()[m] / k;
                int i = readers.member()[m] % k;
                if (i < first(q)) {
                    continue;
                }
                for (int head = 0; head < heads; head++) {
                    int at = (q * heads + head) * k + i;
                    int column = head * width;
                    kernels.axpy(kept(at), result.gradient(), q * u.columns() + column, h.gradient(), row * n, n);
                    kernels.axpy(scoreGradient[at], u.data(), uRow[q] * u.columns() + column, h.gradient(), row * n, n);
                }
            }
        }
    }
}
