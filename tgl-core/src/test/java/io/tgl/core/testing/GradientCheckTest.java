package io.tgl.core.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The check passes a right gradient and catches the usual wrong ones. */
class GradientCheckTest {
    private final Tensor x = GradientCheck.variable(1, 3, 5);
    private final Tensor w = GradientCheck.variable(2, 1, 5);

    /** What a gradient can have wrong. */
    private enum Fault {
        NONE,
        FACTOR,
        OVERWRITES,
        LAST_ELEMENT,
        SWAPPED_ROWS,
        DEPENDS_ON_THREADS,
        STALE_CONTENT
    }

    /** y = x^2 w, column by column. */
    private Tensor product(Tape tape, Fault fault) {
        int n = w.columns();
        Tensor y = tape.result(x.rows(), n, true);
        float noise =
                fault == Fault.DEPENDS_ON_THREADS ? 1e-6f * (tape.workers().threads() - 1) : 0f;
        for (int i = 0; i < x.size(); i++) {
            float stale = fault == Fault.STALE_CONTENT ? 1e-6f * y.data()[i] : 0f;
            y.data()[i] = x.data()[i] * x.data()[i] * w.data()[i % n] + noise + stale;
        }
        tape.record(() -> {
            float factor = fault == Fault.FACTOR ? 2.01f : 2f;
            for (int i = 0; i < x.size(); i++) {
                int from = fault == Fault.SWAPPED_ROWS ? (i + n) % x.size() : i;
                float d = factor * x.data()[i] * w.data()[i % n] * y.gradient()[from];
                if (fault == Fault.LAST_ELEMENT && i == x.size() - 1) {
                    d = 0;
                }
                x.gradient()[i] = fault == Fault.OVERWRITES ? d : x.gradient()[i] + d;
                w.gradient()[i % n] += x.data()[i] * x.data()[i] * y.gradient()[i];
            }
        });
        return y;
    }

    private void verify(Fault fault) {
        GradientCheck.of(tape -> product(tape, fault), x, w).verify();
    }

    @Test
    void aRightGradientPasses() {
        verify(Fault.NONE);
    }

    @Test
    void wrongGradientsFail() {
        for (Fault fault : new Fault[] {Fault.FACTOR, Fault.OVERWRITES, Fault.LAST_ELEMENT, Fault.SWAPPED_ROWS}) {
            assertThatThrownBy(() -> verify(fault))
                    .as(fault.name())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("gradient of variable 0");
        }
    }

    @Test
    void otherBitsFail() {
        for (Fault fault : new Fault[] {Fault.DEPENDS_ON_THREADS, Fault.STALE_CONTENT}) {
            assertThatThrownBy(() -> verify(fault))
                    .as(fault.name())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("threads, result 0");
        }
    }

    @Test
    void aKinkAndAConstantAreRefused() {
        Tensor zero = Tensor.variable(new float[] {0f, 1f}, 1, 2);
        assertThatThrownBy(() ->
                        GradientCheck.of(tape -> absolute(tape, zero), zero).verify())
                .isInstanceOf(AssertionError.class);
        Tensor unused = GradientCheck.variable(3, 1, 1);
        assertThatThrownBy(() -> GradientCheck.of(tape -> product(tape, Fault.NONE), unused)
                        .verify())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("nothing is checked");
        GradientCheck.of(tape -> product(tape, Fault.NONE), x, unused)
                .vanishing(unused)
                .verify();
    }

    private static Tensor absolute(Tape tape, Tensor x) {
        Tensor y = tape.result(1, x.size(), true);
        for (int i = 0; i < x.size(); i++) {
            y.data()[i] = Math.abs(x.data()[i]);
        }
        tape.record(() -> {
            for (int i = 0; i < x.size(); i++) {
                x.gradient()[i] += x.data()[i] > 0f ? y.gradient()[i] : -y.gradient()[i];
            }
        });
        return y;
    }
}
