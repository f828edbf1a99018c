package io.tgl.core.nn;

import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.Edges;
import io.tgl.core.tensor.op.SparseLinearOp;
import io.tgl.core.tensor.op.SparseRows;
import io.tgl.core.testing.GradientCheck;
import org.junit.jupiter.api.Test;

/** Layers have the same bits on any threads and kernels, and sparse products the right gradients. */
class GraphLayersTest {
    private static final int NODES = 131;
    private static final int WIDTH = 8;
    private static final Dropout DROPOUT = new Dropout(0.4f, 9, 1, 2);

    private final Tensor x = GradientCheck.variable(1, NODES, 13);
    private final Edges edges = edges();

    private static Edges edges() {
        int[] source = new int[900];
        int[] target = new int[900];
        for (int i = 0; i < source.length; i++) {
            source[i] = i * 37 % NODES;
            target[i] = i * i % NODES;
        }
        return Edges.of(NODES, source, target);
    }

    @Test
    void layersHaveTheSameBits() {
        for (int heads : new int[] {1, 3, 8}) {
            int out = heads * WIDTH;
            Tensor weight = GradientCheck.variable(2, out, 13);
            Tensor other = GradientCheck.variable(3, out, 13);
            Tensor a = GradientCheck.variable(4, 1, out);
            Tensor b = GradientCheck.variable(5, 1, out);
            Tensor bias = GradientCheck.variable(6, 1, out);
            GatLayer gat = new GatLayer(heads, HeadJoin.CONCATENATE, weight, a, b, null, null, bias);
            GradientCheck.of(tape -> gat.apply(tape, x, edges, null, DROPOUT), x, weight, a, b, bias)
                    .sameBits();
            Gatv2Layer gatv2 = new Gatv2Layer(
                    heads,
                    HeadJoin.CONCATENATE,
                    new Gatv2Layer.Projection(weight, null),
                    new Gatv2Layer.Projection(other, bias),
                    a,
                    null,
                    true,
                    null);
            GradientCheck.of(tape -> gatv2.apply(tape, x, edges, null, DROPOUT), x, weight, other, a)
                    .sameBits();
            GcnLayer gcn = new GcnLayer(weight, bias);
            GradientCheck.of(tape -> gcn.apply(tape, x, edges, null), x, weight, bias)
                    .sameBits();
            GraphTransformerLayer transformer = new GraphTransformerLayer(
                    heads, new Linear(weight, bias), new Linear(other, a), new Linear(weight, b), null, null);
            GradientCheck.of(tape -> transformer.apply(tape, x, edges, null, DROPOUT), x, weight, other)
                    .sameBits();
        }
    }

    @Test
    void sparseProductsHaveTheRightGradientsAndBits() {
        SparseRows rows = SparseRows.of(
                5, new int[] {0, 2, 2, 5}, new int[] {4, 0, 1, 4, 2}, new float[] {1f, 0.5f, -2f, 1f, 0.25f});
        Tensor weight = GradientCheck.variable(1, 6, 5);
        // Column 3 is empty: its weights have no influence.
        GradientCheck.of(tape -> SparseLinearOp.apply(tape, rows, weight, Dropout.NONE), weight)
                .verify();
        GradientCheck.of(tape -> SparseLinearOp.apply(tape, rows, weight, DROPOUT, 3), weight)
                .verify();
        GradientCheck.of(tape -> SparseLinearOp.apply(tape, rows.rowsDividedBySum(), weight, DROPOUT, 2), weight)
                .sameBits();
    }
}
