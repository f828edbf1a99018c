package io.tgl.core.tensor.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.testing.GradientCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fused network: derivatives, bits over several blocks, and the operations that it is made of as oracle. */
class ResidualFeedForwardOpTest {
    private static final int WIDTH = 5;
    private static final int HIDDEN = 7;

    private final ResidualFeedForwardOp.Layers layers = new ResidualFeedForwardOp.Layers(
            GradientCheck.variable(1, 1, WIDTH),
            GradientCheck.variable(2, 1, WIDTH),
            GradientCheck.variable(3, HIDDEN, WIDTH),
            GradientCheck.variable(4, 1, HIDDEN),
            GradientCheck.variable(5, WIDTH, HIDDEN),
            GradientCheck.variable(6, 1, WIDTH));

    private static Dropout dropout(float probability, int key) {
        return probability == 0f ? Dropout.NONE : new Dropout(probability, key, 1, 2);
    }

    private Tensor apply(Tape tape, Tensor x, float dropout) {
        return ResidualFeedForwardOp.apply(tape, x, layers, dropout(dropout, 7), dropout(dropout, 8));
    }

    private GradientCheck check(Tensor x, float dropout) {
        return GradientCheck.of(
                tape -> apply(tape, x, dropout),
                x,
                layers.gain(),
                layers.bias(),
                layers.weight1(),
                layers.bias1(),
                layers.weight2(),
                layers.bias2());
    }

    @ParameterizedTest
    @ValueSource(floats = {0f, 0.3f})
    void gradientsAreDerivatives(float dropout) {
        check(GradientCheck.variable(9, 6, WIDTH), dropout).verify();
    }

    @ParameterizedTest
    @ValueSource(floats = {0f, 0.3f})
    void bitsAreTheSameAcrossBlocks(float dropout) {
        check(GradientCheck.variable(9, 601, WIDTH), dropout).sameBits();
    }

    @ParameterizedTest
    @ValueSource(floats = {0f, 0.3f})
    void isTheSingleOperationsInARow(float dropout) {
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.single()), true);
        Tensor x = GradientCheck.variable(9, 300, WIDTH);
        Tensor normal = LayerNormOp.apply(tape, x, layers.gain(), layers.bias());
        Tensor activated = GeluOp.apply(tape, linear(tape, normal, layers.weight1(), layers.bias1()));
        Tensor hidden = DropoutOp.apply(tape, activated, dropout(dropout, 7));
        Tensor inner = linear(tape, hidden, layers.weight2(), layers.bias2());
        Tensor expected = ResidualOp.apply(tape, inner, x, dropout(dropout, 8));
        Tensor found = apply(tape, x, dropout);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.data()[i]).as("element " + i).isCloseTo(expected.data()[i], within(1e-6f));
        }
    }

    private static Tensor linear(Tape tape, Tensor x, Tensor weight, Tensor bias) {
        return LinearOp.apply(tape, x.rows(), weight, bias, LinearOp.Activation.NONE, LinearOp.Part.of(x, 0));
    }

    @Test
    void scoringHasTheBitsOfTraining() {
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));
        Tensor x = GradientCheck.variable(9, 300, WIDTH);
        Tensor trained = apply(new Tape(compute, true), x, 0f);
        Tensor scored = apply(new Tape(compute, false), x, 0.3f);
        for (int i = 0; i < trained.size(); i++) {
            assertThat(Float.floatToIntBits(scored.data()[i])).isEqualTo(Float.floatToIntBits(trained.data()[i]));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 40})
    void poolingBeforeTheLastMapGivesTheMean(int sequences) {
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));
        Tensor x = GradientCheck.variable(9, 15 * sequences, WIDTH);
        Tape scoring = new Tape(compute, false);
        Tensor expected = TokenMixingOp.mean(scoring, apply(scoring, x, 0f), 15);
        Tensor found = PooledFeedForwardOp.apply(scoring, x, 15, layers);
        Tensor scalar = PooledFeedForwardOp.apply(
                new Tape(new Compute(KernelProvider.scalar(), Workers.single()), false), x, 15, layers);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.data()[i]).isCloseTo(expected.data()[i], within(1e-6f));
            assertThat(Float.floatToIntBits(found.data()[i])).isEqualTo(Float.floatToIntBits(scalar.data()[i]));
        }
    }
}
