package io.tgl.core.tensor.op;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Attention over neighbors whose rows have no node part, with one query vector for all: x_i = [e_i ; cos(w dt_i + b)],
 * s_i = scale (u . x_i), a = softmax(s), result = sum m_i a_i x_i with dropout mask m. It is what {@link
 * NeighborAttentionOp} computes where all node rows are zero and all queries therefore equal; here the work is split over
 * queries, not over distinct query vectors. A query without neighbors attends uniformly to its k pads.
 *
 * <p>Letters: Q queries, H heads, k slots, P = E + T width of x. Shapes: u [1, H P]; w, b [1, T] (or [T, 1]); result
 * [Q, H P]. Scores are dot products (16 lanes). Gradients of u, w and b are sums over queries in ascending order, one
 * partial sum a block of {@value #GRAIN} queries.
 */
public final class TimeAttentionOp {
    private static final int GRAIN = 32;

    private final Tape tape;
    private final Tensor u;
    private final Tensor w;
    private final Tensor b;
    private final NeighborAttentionOp.Slots slots;
    private final int heads;
    private final float scale;
    private final int width;
    private final float @Nullable [] mask;
    private final float[] weights;
    private final Tensor result;

    private TimeAttentionOp(
            Tape tape,
            Tensor u,
            Tensor w,
            Tensor b,
            NeighborAttentionOp.Slots slots,
            int heads,
            float scale,
            Dropout dropout) {
        this.tape = tape;
        this.u = u;
        this.w = w;
        this.b = b;
        this.slots = slots;
        this.heads = heads;
        this.scale = scale;
        this.width = u.columns() / heads;
        int size = slots.queries() * heads * slots.slots();
        this.mask = dropout.mask(tape, size);
        this.weights = tape.scratch(size);
        this.result = tape.result(slots.queries(), u.columns(), true);
    }

    /** Applies the attention; the rows of {@code slots} are not read. */
    public static Tensor apply(
            Tape tape,
            Tensor u,
            Tensor w,
            Tensor b,
            NeighborAttentionOp.Slots slots,
            int heads,
            float scale,
            Dropout dropout) {
        TimeAttentionOp op = new TimeAttentionOp(tape, u, w, b, slots, heads, scale, dropout);
        tape.forRows(slots.queries(), GRAIN, op::forward);
        tape.record(op::backward);
        return op.result;
    }

    private int first(int q) {
        int count = slots.count()[q];
        return count == 0 ? 0 : slots.slots() - count;
    }

    private float kept(int index) {
        return mask == null ? weights[index] : weights[index] * mask[index];
    }

    /** Assembles the valid rows of query q into x [k, P]. */
    private void assemble(int q, float[] x) {
        int k = slots.slots();
        int e = slots.features().width();
        for (int i = first(q); i < k; i++) {
            int slot = q * k + i;
            if (e > 0) {
                slots.features().copyRow(slots.event()[slot], x, i * width);
            }
            tape.kernels().timeEncoding(slots.dt()[slot], w.data(), b.data(), x, i * width + e, w.size());
        }
    }

    private void forward(int from, int to) {
        Kernels kernels = tape.kernels();
        int k = slots.slots();
        float[] x = new float[k * width];
        float[] score = new float[k];
        for (int q = from; q < to; q++) {
            assemble(q, x);
            int first = first(q);
            for (int head = 0; head < heads; head++) {
                int at = (q * heads + head) * k;
                for (int i = first; i < k; i++) {
                    score[i] = scale * kernels.dot(u.data(), head * width, x, i * width, width);
                }
                NeighborAttentionOp.softmax(kernels, score, first, k, weights, at);
                int out = q * u.columns() + head * width;
                Arrays.fill(result.data(), out, out + width, 0f);
                for (int i = first; i < k; i++) {
                    kernels.axpy(kept(at + i), x, i * width, result.data(), out, width);
                }
            }
        }
    }

    private void backward() {
        int t = w.size();
        int stride = u.columns() + 2 * t;
        int blocks = (slots.queries() + GRAIN - 1) / GRAIN;
        float[] partial = tape.scratch(blocks * stride);
        tape.forRows(slots.queries(), GRAIN, (from, to) -> {
            int at = from / GRAIN * stride;
            Arrays.fill(partial, at, at + stride, 0f);
            backwardQueries(from, to, partial, at);
        });
        join(partial, 0, stride, blocks, u);
        join(partial, u.columns(), stride, blocks, w);
        join(partial, u.columns() + t, stride, blocks, b);
    }

    private static void join(float[] partial, int offset, int stride, int blocks, Tensor target) {
        if (!target.needsGradient()) {
            return;
        }
        float[] sum = target.accumulator();
        for (int block = 0; block < blocks; block++) {
            for (int j = 0; j < target.size(); j++) {
                sum[j] += partial[block * stride + offset + j];
            }
        }
    }

    private void backwardQueries(int from, int to, float[] partial, int partialAt) {
        Kernels kernels = tape.kernels();
        int k = slots.slots();
        float[] x = new float[k * width];
        float[] ds = new float[heads * k];
        float[] g = new float[w.size()];
        float[] phase = new float[w.size()];
        for (int q = from; q < to; q++) {
            assemble(q, x);
            for (int head = 0; head < heads; head++) {
                scoreGradients(kernels, q, head, x, ds);
                for (int i = first(q); i < k; i++) {
                    kernels.axpy(ds[head * k + i], x, i * width, partial, partialAt + head * width, width);
                }
            }
            if (w.needsGradient()) {
                timeGradients(kernels, q, ds, g, phase, partial, partialAt + u.columns());
            }
        }
    }

    private void scoreGradients(Kernels kernels, int q, int head, float[] x, float[] ds) {
        int k = slots.slots();
        int first = first(q);
        int at = (q * heads + head) * k;
        int out = q * u.columns() + head * width;
        float mean = 0f;
        for (int i = first; i < k; i++) {
            float da = kernels.dot(result.gradient(), out, x, i * width, width);
            ds[head * k + i] = mask == null ? da : da * mask[at + i];
            mean = Math.fma(weights[at + i], ds[head * k + i], mean);
        }
        for (int i = first; i < k; i++) {
            ds[head * k + i] = scale * weights[at + i] * (ds[head * k + i] - mean);
        }
    }

    /** d phi_i = sum over heads of (a_i dresult + ds_i u); dw -= dphi sin(w dt + b) dt; db -= dphi sin(w dt + b). */
    private void timeGradients(
            Kernels kernels, int q, float[] ds, float[] g, float[] phase, float[] partial, int partialAt) {
        int k = slots.slots();
        int t = w.size();
        int time = width - t;
        for (int i = first(q); i < k; i++) {
            float dt = slots.dt()[q * k + i];
            Arrays.fill(g, 0f);
            for (int head = 0; head < heads; head++) {
                int out = q * u.columns() + head * width + time;
                kernels.axpy(kept((q * heads + head) * k + i), result.gradient(), out, g, 0, t);
                kernels.axpy(ds[head * k + i], u.data(), head * width + time, g, 0, t);
            }
            for (int j = 0; j < t; j++) {
                phase[j] = w.data()[j] * dt + b.data()[j];
            }
            kernels.sin(phase, 0, phase, 0, t);
            for (int j = 0; j < t; j++) {
                float p = -g[j] * phase[j];
                partial[partialAt + j] = Math.fma(p, dt, partial[partialAt + j]);
                partial[partialAt + t + j] += p;
            }
        }
    }
}
