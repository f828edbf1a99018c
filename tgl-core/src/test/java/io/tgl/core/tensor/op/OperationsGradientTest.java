package io.tgl.core.tensor.op;

import static io.tgl.core.testing.GradientCheck.uniform;
import static io.tgl.core.testing.GradientCheck.variable;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.HeadProjectionOp.Channels;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.testing.GradientCheck;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Every operation's gradients against central differences, and its bits at shapes that are split over threads. */
class OperationsGradientTest {
    private static final Dropout SOME = new Dropout(0.3f, 17, 2, 5);

    @Test
    void linear() {
        Tensor weight = variable(1, 5, 11);
        Tensor bias = variable(2, 1, 5);
        Tensor own = variable(3, 7, 4);
        Tensor shared = variable(4, 3, 6);
        int[] rowOf = {2, 0, 0, 2, 2, 0, 2};
        for (Activation activation : Activation.values()) {
            GradientCheck.of(
                            tape -> LinearOp.apply(
                                    tape, 7, weight, bias, activation, Part.of(own, 5), new Part(shared, 0, rowOf)),
                            weight,
                            bias,
                            own,
                            shared)
                    .verify();
        }
    }

    @Test
    void linearOnManyRows() {
        Tensor weight = variable(1, 67, 43);
        Tensor bias = variable(2, 1, 67);
        Tensor x = variable(3, 2_111, 43);
        GradientCheck.of(tape -> LinearOp.apply(tape, 2_111, weight, bias, Activation.RELU, Part.of(x, 0)), weight, x)
                .sameBits();
    }

    @Test
    void foldedColumns() {
        Tensor x = variable(1, 67, 6);
        int[] column = {3, 0, 1, 0, 3, 2};
        GradientCheck.of(tape -> FoldColumnsOp.apply(tape, x, column, 4), x).verify();
    }

    @Test
    void attentionPoolingWithAnEmptyGroup() {
        Tensor v = variable(1, 9, 10);
        Tensor w = variable(2, 1, 10);
        int[] offset = {0, 4, 4, 5, 9};
        GradientCheck.of(tape -> AttentionPoolOp.apply(tape, v, w, 2, offset), v, w)
                .verify();
    }

    @Test
    void attentionPoolingOfManyGroups() {
        Tensor v = variable(1, 331, 34);
        Tensor w = variable(2, 1, 34);
        int[] offset = new int[111];
        Arrays.setAll(offset, i -> Math.min(331, 3 * i + i % 2));
        offset[110] = 331;
        GradientCheck.of(tape -> AttentionPoolOp.apply(tape, v, w, 2, offset), v, w)
                .sameBits();
    }

    @Test
    void gatherWithMissingAndRepeatedRows() {
        Tensor x = variable(1, 5, 3);
        int[] rowOf = {4, -1, 0, 4, 2, 3, 4, 1};
        GradientCheck.of(tape -> GatherOp.apply(tape, x, rowOf, rowOf.length), x)
                .verify();
    }

    @Test
    void selectRows() {
        Tensor computed = variable(1, 2, 3);
        Tensor constant = Tensor.constant(uniform(2, 12), 4, 3);
        Tensor base = Tensor.constant(uniform(3, 12), 4, 3);
        int[] rowOf = {-1, 1, 0, -1};
        GradientCheck.of(tape -> SelectRowsOp.apply(tape, computed, rowOf, constant, base), computed)
                .verify();
    }

    @Test
    void gruCell() {
        Tensor input = variable(1, 21, 15);
        Tensor hidden = variable(2, 21, 15);
        Tensor state = variable(3, 21, 5);
        GradientCheck.of(tape -> GruCellOp.apply(tape, input, hidden, state), input, hidden, state)
                .verify();
    }

    @Test
    void joinedColumns() {
        Tensor whole = variable(1, 5, 3);
        Tensor part = variable(2, 5, 7);
        Tensor bias = variable(3, 1, 5);
        GradientCheck.of(
                        tape -> JoinColumnsOp.apply(
                                tape,
                                5,
                                JoinColumnsOp.Part.of(whole),
                                JoinColumnsOp.Part.columns(part, 2, 4),
                                JoinColumnsOp.Part.vector(bias),
                                JoinColumnsOp.Part.constant(1f),
                                JoinColumnsOp.Part.columns(part, 0, 2)),
                        whole,
                        part,
                        bias)
                .verify();
    }

    @Test
    void pairSum() {
        Tensor a = variable(1, 4, 5);
        Tensor b = variable(2, 3, 5);
        int[] left = {0, 3, 3, 1, 0, 2, 3};
        int[] right = {2, 2, 0, 1, 1, 2, 0};
        GradientCheck.of(tape -> PairSumOp.apply(tape, a, left, b, right, 7), a, b)
                .verify();
    }

    @Test
    void sigmoid() {
        Tensor x = variable(1, 3, 7);
        GradientCheck.of(tape -> SigmoidOp.apply(tape, x), x).verify();
    }

    @Test
    void timeEncodingAtZero() {
        Tensor w = Tensor.constant(uniform(1, 6), 1, 6);
        Tensor b = variable(2, 1, 6);
        GradientCheck.of(tape -> TimeEncodingOp.atZero(tape, w, b), b).verify();
    }

    @Test
    void binaryCrossEntropy() {
        Tensor logits = variable(1, 9, 1);
        float[] target = {1, 0, 0, 1, 1, 0, 0.25f, 1, 0};
        GradientCheck.of(tape -> BinaryCrossEntropyOp.apply(tape, logits, target), logits)
                .verify();
    }

    @Test
    void residualNorm() {
        checkResidualNorm(5, Dropout.NONE);
        checkResidualNorm(7, SOME);
    }

    private static void checkResidualNorm(int rows, Dropout dropout) {
        Tensor x = variable(1, rows, 8);
        Tensor h = variable(2, 3, 5);
        Tensor c = variable(3, 1, 3);
        Tensor gain = variable(4, 1, 8);
        Tensor bias = variable(5, 1, 8);
        int[] row = {2, 0, 2, 2, 0, 1, 0};
        GradientCheck.of(tape -> ResidualNormOp.apply(tape, x, h, row, c, gain, bias, dropout), x, h, c, gain, bias)
                .verify();
    }

    @Test
    void headProjections() {
        Channels channels = new Channels(new int[] {0, 6}, new int[] {4, 3});
        Tensor q = variable(1, 5, 6);
        Tensor weight = variable(2, 6, 9);
        GradientCheck.of(tape -> HeadProjectionOp.keys(tape, q, weight, 2, channels), q, weight)
                .verify();
        Tensor sums = variable(3, 5, 14);
        GradientCheck.of(tape -> HeadProjectionOp.values(tape, sums, weight, 2, channels), sums, weight)
                .verify();
    }

    @Test
    void neighborAttention() {
        Attention small = new Attention(6, 3, 4, 5);
        for (Dropout dropout : new Dropout[] {Dropout.NONE, SOME}) {
            GradientCheck.of(tape -> small.apply(tape, dropout), small.u, small.h, small.w, small.b)
                    .verify();
        }
        Attention large = new Attention(151, 67, 7, 97);
        GradientCheck.of(tape -> large.apply(tape, SOME), large.u, large.h, large.w, large.b)
                .sameBits();
    }

    /** Two heads over rows of a 3-wide h, 2-wide edge features and a 4-wide time code; the first query has no neighbor. */
    private static final class Attention {
        private static final int HEADS = 2;
        private static final int WIDTH = 3 + 2 + 4;
        private final Tensor u;
        private final Tensor h;
        private final Tensor w = variable(3, 1, 4);
        private final Tensor b = variable(4, 1, 4);
        private final int[] uRow;
        private final NeighborAttentionOp.Slots slots;

        Attention(int queries, int anchors, int k, int rows) {
            SplittableRandom random = new SplittableRandom(9);
            u = variable(1, anchors, HEADS * WIDTH);
            h = variable(2, rows, 3);
            uRow = random.ints(queries, 0, anchors).toArray();
            int[] count = new int[queries];
            int[] row = random.ints((long) queries * k, 0, rows).toArray();
            int[] event = random.ints((long) queries * k, 0, 11).toArray();
            float[] dt = new float[queries * k];
            for (int q = 0; q < queries; q++) {
                count[q] = q == 0 ? 0 : 1 + random.nextInt(k);
                for (int i = 0; i < k; i++) {
                    boolean pad = i < k - count[q];
                    row[q * k + i] = pad ? -1 : row[q * k + i];
                    event[q * k + i] = pad ? -1 : event[q * k + i];
                    dt[q * k + i] = (float) random.nextDouble(3);
                }
            }
            FeatureTable features = FeatureTable.of(uniform(5, 11 * 2), 11, 2);
            slots = new NeighborAttentionOp.Slots(queries, k, count, row, event, dt, features);
        }

        Tensor apply(Tape tape, Dropout dropout) {
            return NeighborAttentionOp.apply(tape, u, uRow, h, w, b, slots, HEADS, 0.7f, dropout);
        }
    }
}
