package io.tgl.core.tensor.op;

import io.tgl.core.kernel.WeightedRows;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * y[t] = sum over the entries e of t of w_e x[s_e] / sqrt(d_s d_t), d the sum of the weights of a node's incoming
 * entries: the propagation of Kipf and Welling 2017. An added self-loop weighs 1; a node of degree 0 passes nothing.
 *
 * <p>Shapes: x, y [N, D]; w [edges, 1], or null for weights of 1. Target t of the edges is node t. Entries are added in
 * their order.
 */
public final class GraphConvolutionOp {
    private static final int GRAIN = 32;

    private final Tape tape;
    private final Tensor x;
    private final Edges edges;
    private final @Nullable Tensor weight;
    /** 1 / sqrt(d), [N]. */
    private final float[] root;
    /** w / sqrt(d_s d_t), [entries]. */
    private final float[] norm;

    private final Tensor result;

    private GraphConvolutionOp(Tape tape, Tensor x, Edges edges, @Nullable Tensor weight) {
        this.tape = tape;
        this.x = x;
        this.edges = edges;
        this.weight = weight;
        this.root = tape.scratch(x.rows());
        this.norm = tape.scratch(edges.entries());
        this.result = tape.result(x.rows(), x.columns(), true);
    }

    /** Applies the propagation. */
    public static Tensor apply(Tape tape, Tensor x, Edges edges, @Nullable Tensor weight) {
        GraphConvolutionOp op = new GraphConvolutionOp(tape, x, edges, weight);
        op.normalise();
        WeightedRows rows = new WeightedRows(
                WeightedRows.inOrder(edges.entries()), op.norm, 1, edges.source(), x.data(), x.columns());
        tape.forRows(x.rows(), GRAIN, (from, to) -> op.forward(rows, from, to));
        tape.record(op::backward);
        return op.result;
    }

    private float weight(int entry) {
        int edge = edges.edge()[entry];
        return weight == null || edge < 0 ? 1f : weight.data()[edge];
    }

    private void normalise() {
        for (int t = 0; t < edges.targets(); t++) {
            float degree = 0f;
            for (int e = edges.offset()[t]; e < edges.offset()[t + 1]; e++) {
                degree += weight(e);
            }
            root[t] = degree > 0f ? 1f / (float) Math.sqrt(degree) : 0f;
        }
        for (int e = 0; e < edges.entries(); e++) {
            norm[e] = root[edges.source()[e]] * weight(e) * root[edges.target()[e]];
        }
    }

    private void forward(WeightedRows rows, int from, int to) {
        Arrays.fill(result.data(), from * x.columns(), to * x.columns(), 0f);
        addTerms(rows, edges.offset(), result.data(), from, to);
    }

    /** target row r += its terms, for a range of rows. */
    private void addTerms(WeightedRows rows, int[] offset, float[] target, int from, int to) {
        int d = x.columns();
        for (int r = from; r < to; r++) {
            tape.kernels().addWeightedRows(rows, offset[r], offset[r + 1], 1, d, target, r * d);
        }
    }

    private void backward() {
        if (x.needsGradient()) {
            RowGroups readers = RowGroups.of(edges.source(), edges.entries(), x.rows());
            WeightedRows rows =
                    new WeightedRows(readers.member(), norm, 1, edges.target(), result.gradient(), x.columns());
            float[] gradient = x.accumulator();
            tape.forRows(x.rows(), GRAIN, (from, to) -> addTerms(rows, readers.offset(), gradient, from, to));
        }
        if (weight != null && weight.needsGradient()) {
            backwardWeights(weight.accumulator());
        }
    }

    /** With g_e = dy_t . x_s: dw = g / sqrt(d_s d_t) - (1 / 2 d_t) sum of g norm over the entries that t is an end of. */
    private void backwardWeights(float[] gradient) {
        int d = x.columns();
        float[] product = tape.scratch(edges.entries());
        tape.forRows(edges.entries(), GRAIN, (from, to) -> {
            for (int e = from; e < to; e++) {
                int out = edges.target()[e] * d;
                product[e] = tape.kernels().dot(result.gradient(), out, x.data(), edges.source()[e] * d, d);
            }
        });
        float[] ends = tape.scratch(x.rows());
        Arrays.fill(ends, 0, x.rows(), 0f);
        for (int e = 0; e < edges.entries(); e++) {
            ends[edges.source()[e]] = Math.fma(product[e], norm[e], ends[edges.source()[e]]);
            ends[edges.target()[e]] = Math.fma(product[e], norm[e], ends[edges.target()[e]]);
        }
        for (int e = 0; e < edges.entries(); e++) {
            int s = edges.source()[e];
            int t = edges.target()[e];
            if (edges.edge()[e] >= 0) {
                gradient[edges.edge()[e]] += product[e] * root[s] * root[t] - 0.5f * root[t] * root[t] * ends[t];
            }
        }
    }
}
