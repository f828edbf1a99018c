package io.tgl.core.tensor.op;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.testing.GradientCheck;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention with one query vector: derivatives, bits, and the general operation as oracle. */
class TimeAttentionOpTest {
    private static final int HEADS = 2;
    private static final int SLOTS = 5;
    private static final int TIME = 7;
    private final Dropout dropout = new Dropout(0.3f, 11, 1, 2);

    private static NeighborAttentionOp.Slots slots(int queries, int features) {
        int[] count = new int[queries];
        Arrays.setAll(count, q -> q % (SLOTS + 1));
        int[] row = new int[queries * SLOTS];
        Arrays.fill(row, -1);
        int[] event = new int[queries * SLOTS];
        Arrays.setAll(event, s -> s % 9);
        float[] dt = GradientCheck.uniform(3, queries * SLOTS);
        return new NeighborAttentionOp.Slots(
                queries,
                SLOTS,
                count,
                row,
                event,
                dt,
                FeatureTable.of(GradientCheck.uniform(4, 9 * features), 9, features));
    }

    private Tensor apply(Tape tape, Tensor u, Tensor w, Tensor b, NeighborAttentionOp.Slots slots) {
        return TimeAttentionOp.apply(tape, u, w, b, slots, HEADS, 0.7f, dropout);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void gradientsAreDerivatives(int features) {
        Tensor u = GradientCheck.variable(1, 1, HEADS * (features + TIME));
        Tensor w = GradientCheck.variable(2, TIME, 1);
        Tensor b = GradientCheck.variable(5, 1, TIME);
        GradientCheck.of(tape -> apply(tape, u, w, b, slots(13, features)), u, w, b)
                .verify();
    }

    @Test
    void bitsAreTheSameAcrossBlocks() {
        Tensor u = GradientCheck.variable(1, 1, HEADS * (3 + TIME));
        Tensor w = GradientCheck.variable(2, TIME, 1);
        Tensor b = GradientCheck.variable(5, 1, TIME);
        GradientCheck.of(tape -> apply(tape, u, w, b, slots(151, 3)), u, w, b).sameBits();
    }
}
