package io.tgl.core.tensor.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.FeedForwardOp.Layers;
import io.tgl.core.tensor.op.MultiHeadAttentionOp.Projections;
import io.tgl.core.testing.GradientCheck;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients and bits of the operations that models over sequences are made of. */
class SequenceOpsTest {
    private static final Dropout DROPOUT = new Dropout(0.3f, 77, 1, 2);

    @Test
    void geluHasTheRightGradient() {
        Tensor x = Tensor.variable(scaled(GradientCheck.uniform(1, 5 * 7), 4f), 5, 7);
        GradientCheck.of(tape -> GeluOp.apply(tape, x), x).verify();
    }

    @Test
    void feedForwardHasTheRightGradients() {
        Tensor x = GradientCheck.variable(1, 7, 5);
        Layers layers = new Layers(
                GradientCheck.variable(2, 11, 5),
                GradientCheck.variable(3, 1, 11),
                GradientCheck.variable(4, 3, 11),
                GradientCheck.variable(5, 1, 3));
        for (Dropout dropout : new Dropout[] {Dropout.NONE, DROPOUT}) {
            GradientCheck.of(
                            tape -> FeedForwardOp.apply(tape, x, layers, dropout),
                            x,
                            layers.weight1(),
                            layers.bias1(),
                            layers.weight2(),
                            layers.bias2())
                    .verify();
        }
    }

    @Test
    void normalisationsHaveTheRightGradients() {
        Tensor x = GradientCheck.variable(1, 5, 19);
        Tensor residual = GradientCheck.variable(2, 5, 19);
        Tensor gain = GradientCheck.variable(3, 1, 19);
        Tensor bias = GradientCheck.variable(4, 1, 19);
        GradientCheck.of(tape -> LayerNormOp.apply(tape, x, gain, bias), x, gain, bias)
                .verify();
        GradientCheck.of(
                        tape -> LayerNormOp.afterResidual(tape, x, residual, DROPOUT, gain, bias),
                        x,
                        residual,
                        gain,
                        bias)
                .verify();
        GradientCheck.of(tape -> ResidualOp.apply(tape, x, residual, DROPOUT), x, residual)
                .verify();
    }

    @Test
    void sumsHaveTheRightGradients() {
        Tensor own = GradientCheck.variable(1, 6, 5);
        Tensor table = GradientCheck.variable(2, 3, 5);
        Tensor everywhere = GradientCheck.variable(3, 1, 5);
        int[] row = {2, 0, 2, 2, 0, 1};
        GradientCheck.of(
                        tape -> SumOp.apply(
                                tape,
                                6,
                                9,
                                SumOp.Term.of(own, 4),
                                new SumOp.Term(table, 1, row),
                                SumOp.Term.everywhere(everywhere, 0, 6)),
                        own,
                        table,
                        everywhere)
                .verify();
        WeightedSumOp.Entries entries = new WeightedSumOp.Entries(
                new int[] {0, 3, 3, 5}, new int[] {0, 5, 2, 5, 1}, new float[] {0.5f, 2f, -1f, 0.25f, 1f});
        GradientCheck.of(tape -> WeightedSumOp.apply(tape, own, entries), own).verify();
    }

    @Test
    void timeEncodingHasTheRightGradients() {
        Tensor w = GradientCheck.variable(1, 9, 1);
        Tensor b = GradientCheck.variable(2, 1, 9);
        float[] dt = {0f, 1f, 0.5f, 3f, 2f};
        GradientCheck.of(tape -> TimeEncodingOp.apply(tape, w, b, dt, 5), w, b).verify();
    }

    /** Sequence 1 is read by two pairs, sequence 2 asks in two; one key stands for three. */
    private static AttentionPairs pairs(float @Nullable [] multiplicity) {
        Sequences sequences = Sequences.ofLengths(new int[] {3, 1, 4}, 3);
        return new AttentionPairs(sequences, new int[] {0, 2, 2}, sequences, new int[] {1, 0, 1}, multiplicity);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void attentionHasTheRightGradients(boolean weighted) {
        Tensor packed = GradientCheck.variable(1, 8, 3 * 6);
        AttentionPairs self = AttentionPairs.self(
                Sequences.ofLengths(new int[] {3, 1, 4}, 3), weighted ? new float[] {1, 3, 1, 2, 1, 1, 5, 1} : null);
        GradientCheck.of(tape -> MultiHeadAttentionOp.apply(tape, Projections.packed(packed), self, 2, DROPOUT), packed)
                .verify();
        Tensor query = GradientCheck.variable(2, 8, 6);
        Tensor memory = GradientCheck.variable(3, 8, 12);
        AttentionPairs cross = pairs(weighted ? new float[] {1, 3, 1, 2, 1, 1, 5, 1} : null);
        GradientCheck.of(
                        tape -> MultiHeadAttentionOp.apply(
                                tape, new Projections(query, 0, memory, 0, 6, 6), cross, 3, Dropout.NONE),
                        query,
                        memory)
                .verify();
    }

    @Test
    void attentionHasTheSameBitsAtLargerShapes() {
        Tensor packed = GradientCheck.variable(1, 97, 3 * 46);
        int[] lengths = {31, 1, 2, 17, 46};
        AttentionPairs self = AttentionPairs.self(Sequences.ofLengths(lengths, lengths.length), null);
        GradientCheck.of(tape -> MultiHeadAttentionOp.apply(tape, Projections.packed(packed), self, 2, DROPOUT), packed)
                .sameBits();
    }

    /** Rows 1, 2, 3 are equal: one row of multiplicity 3 gives every query the same answer. */
    @Test
    void aKeyOfMultiplicityThreeIsThreeEqualKeys() {
        float[] copies = GradientCheck.uniform(1, 5 * 18);
        System.arraycopy(copies, 18, copies, 2 * 18, 18);
        System.arraycopy(copies, 18, copies, 3 * 18, 18);
        float[] merged = new float[3 * 18];
        System.arraycopy(copies, 0, merged, 0, 2 * 18);
        System.arraycopy(copies, 4 * 18, merged, 2 * 18, 18);
        float[] all = attend(copies, 5, null);
        float[] few = attend(merged, 3, new float[] {1, 3, 1});
        int[] original = {0, 1, 4};
        for (int r = 0; r < 3; r++) {
            for (int j = 0; j < 6; j++) {
                assertThat(few[r * 6 + j]).isCloseTo(all[original[r] * 6 + j], within(1e-6f));
            }
        }
    }

    private static float[] attend(float[] packed, int rows, float @Nullable [] multiplicity) {
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.single()), false);
        Tensor x = Tensor.constant(packed, rows, 18);
        AttentionPairs self = AttentionPairs.self(Sequences.ofLengths(new int[] {rows}, 1), multiplicity);
        return MultiHeadAttentionOp.apply(tape, Projections.packed(x), self, 2, Dropout.NONE)
                .data();
    }

    /** A map's outputs may be computed in parts. */
    @Test
    void someOutputsOfALinearMapHaveTheRightGradients() {
        Tensor x = GradientCheck.variable(1, 4, 5);
        Tensor weight = GradientCheck.variable(2, 7, 5);
        Tensor bias = GradientCheck.variable(3, 1, 7);
        GradientCheck.ofSeveral(
                        tape -> List.of(some(tape, x, weight, bias, 0, 3), some(tape, x, weight, bias, 3, 4)),
                        x,
                        weight,
                        bias)
                .verify();
    }

    private static Tensor some(Tape tape, Tensor x, Tensor weight, Tensor bias, int first, int count) {
        return LinearOp.apply(
                tape,
                x.rows(),
                weight,
                bias,
                new LinearOp.Outputs(first, count),
                LinearOp.Activation.NONE,
                LinearOp.Part.of(x, 0));
    }

    private static float[] scaled(float[] values, float factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return values;
    }
}
