package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.testing.GradientCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Token mixing: derivatives with and without dropout, bits over several blocks of columns. */
class TokenMixingOpTest {
    private static final int TOKENS = 5;
    private static final int HIDDEN = 3;

    private final TokenMixingOp.Layers layers = new TokenMixingOp.Layers(
            GradientCheck.variable(1, 1, TOKENS),
            GradientCheck.variable(2, 1, TOKENS),
            GradientCheck.variable(3, HIDDEN, TOKENS),
            GradientCheck.variable(4, 1, HIDDEN),
            GradientCheck.variable(5, TOKENS, HIDDEN),
            GradientCheck.variable(6, 1, TOKENS));

    private Tensor apply(Tape tape, Tensor x, float dropout) {
        return TokenMixingOp.apply(
                tape,
                x,
                TOKENS,
                layers,
                dropout == 0f ? Dropout.NONE : new Dropout(dropout, 7, 1, 2),
                dropout == 0f ? Dropout.NONE : new Dropout(dropout, 8, 1, 2));
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
        check(GradientCheck.variable(9, TOKENS * 2, 7), dropout).verify();
    }

    @ParameterizedTest
    @ValueSource(floats = {0f, 0.3f})
    void bitsAreTheSameAcrossBlocks(float dropout) {
        check(GradientCheck.variable(9, TOKENS * 101, 43), dropout).sameBits();
    }

    @Test
    void meanIsDifferentiable() {
        Tensor x = GradientCheck.variable(9, TOKENS * 3, 7);
        GradientCheck.of(tape -> TokenMixingOp.mean(tape, x, TOKENS), x).verify();
    }
}
