package io.tgl.core.tensor.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.testing.GradientCheck;
import org.junit.jupiter.api.Test;

/** Gradients and bits of the operations that graph layers are made of. */
class GraphOpsTest {
    private static final Dropout DROPOUT = new Dropout(0.3f, 77, 1, 2);

    /** Parallel edges, two self-loops of one node, a node without edges. */
    private static final Edges EDGES =
            Edges.of(5, new int[] {0, 1, 1, 2, 2, 3, 0, 3}, new int[] {1, 0, 0, 2, 2, 0, 3, 2});

    @Test
    void edgesAreListedByTarget() {
        assertThat(EDGES.offset()).containsExactly(0, 3, 4, 7, 8, 8);
        assertThat(EDGES.source()).containsExactly(1, 1, 3, 0, 2, 2, 3, 0);
        assertThat(EDGES.target()).containsExactly(0, 0, 0, 1, 2, 2, 2, 3);
        assertThat(EDGES.edge()).containsExactly(1, 2, 5, 0, 3, 4, 7, 6);
        assertThatThrownBy(() -> Edges.of(2, new int[] {0}, new int[] {2}))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("edge 0: expected a node of 0 .. 1, found 2");
    }

    @Test
    void selfLoopsAreReplacedOrKept() {
        Edges fresh = EDGES.withNewSelfLoops();
        assertThat(fresh.source()).containsExactly(1, 1, 3, 0, 0, 1, 3, 2, 0, 3, 4);
        assertThat(fresh.edge()).containsExactly(1, 2, 5, -1, 0, -1, 7, -1, 6, -1, -1);
        assertThat(EDGES.withOneSelfLoop().edge()).containsExactly(1, 2, 5, -1, 0, -1, 7, 4, 6, -1, -1);
        WeightedSumOp.Entries features = fresh.features();
        assertThat(features.offset()).containsExactly(0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 12);
        assertThat(features.row()).containsExactly(1, 2, 5, 1, 2, 5, 0, 0, 7, 7, 6, 6);
        assertThat(features.weight()[4]).isEqualTo(1f / 3);
    }

    @Test
    void activationsHaveTheRightGradients() {
        Tensor x = GradientCheck.variable(1, 5, 7);
        GradientCheck.of(tape -> LeakyReluOp.apply(tape, x, 0.2f), x).verify();
        GradientCheck.of(tape -> EluOp.apply(tape, x), x).verify();
    }

    @Test
    void headScoresHaveTheRightGradients() {
        Tensor x = GradientCheck.variable(1, 6, 8);
        Tensor one = GradientCheck.variable(2, 1, 8);
        Tensor many = GradientCheck.variable(3, 3, 8);
        GradientCheck.of(tape -> HeadDotOp.apply(tape, x, one, 2), x, one).verify();
        int[] row = {2, 0, 2, 2, 1, 0};
        GradientCheck.of(tape -> HeadDotOp.apply(tape, x, many, row, 4, 0.7f), x, many)
                .verify();
    }

    @Test
    void attentionOverEdgesHasTheRightGradients() {
        Tensor scores = GradientCheck.variable(1, EDGES.entries(), 2);
        Tensor nodes = GradientCheck.variable(2, 5, 6);
        Tensor entries = GradientCheck.variable(3, EDGES.entries(), 6);
        for (Dropout dropout : new Dropout[] {Dropout.NONE, DROPOUT}) {
            GradientCheck.of(tape -> EdgeAttentionOp.ofSources(tape, EDGES, scores, nodes, dropout), scores, nodes)
                    .verify();
        }
        GradientCheck.of(tape -> EdgeAttentionOp.ofEntries(tape, EDGES, scores, entries, DROPOUT), scores, entries)
                .verify();
    }

    @Test
    void convolutionHasTheRightGradients() {
        Tensor x = GradientCheck.variable(1, 5, 3);
        float[] positive = GradientCheck.uniform(2, 8);
        for (int i = 0; i < positive.length; i++) {
            positive[i] += 1.5f;
        }
        Tensor weight = Tensor.variable(positive, 8, 1);
        Edges looped = EDGES.withOneSelfLoop();
        GradientCheck.of(tape -> GraphConvolutionOp.apply(tape, x, looped, weight), x, weight)
                .verify();
        GradientCheck.of(tape -> GraphConvolutionOp.apply(tape, x, looped, null), x)
                .verify();
    }

    @Test
    void crossEntropyHasTheRightGradient() {
        Tensor x = GradientCheck.variable(1, 5, 4);
        GradientCheck.of(tape -> CrossEntropyOp.apply(tape, x, new int[] {4, 0, 2}, new int[] {3, 0, 0}), x)
                .verify();
    }

    @Test
    void attentionHasTheSameBitsAtLargerShapes() {
        int nodes = 97;
        int[] source = new int[700];
        int[] target = new int[700];
        for (int i = 0; i < source.length; i++) {
            source[i] = i * 31 % nodes;
            target[i] = i * i % nodes;
        }
        Edges edges = Edges.of(nodes, source, target).withNewSelfLoops();
        Tensor scores = GradientCheck.variable(1, edges.entries(), 3);
        Tensor values = GradientCheck.variable(2, nodes, 3 * 17);
        GradientCheck.of(tape -> EdgeAttentionOp.ofSources(tape, edges, scores, values, DROPOUT), scores, values)
                .sameBits();
    }
}
