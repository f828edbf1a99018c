package io.tgl.core.tensor.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Dropout on its own and the weighted loss: values, gradients by finite differences, one answer on any kernels. */
class ClassifierOpsTest {
    private static final int ROWS = 19;
    private static final float STEP = 1e-2f;
    private static final Dropout DROPOUT = new Dropout(0.4f, 77, 1, 2);

    private final float[] x = draws(1);
    private final float[] target = targets();
    private final float[] weight = draws(3);

    private static float[] draws(int seed) {
        double[] draws = new NumpyRandomState(seed).doubles(ROWS);
        float[] values = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            values[i] = (float) (2 * draws[i]);
        }
        return values;
    }

    private float[] targets() {
        float[] targets = new float[ROWS];
        for (int i = 0; i < ROWS; i += 3) {
            targets[i] = 1;
        }
        return targets;
    }

    private static Tape tape(Kernels kernels, int threads) {
        return new Tape(new Compute(kernels, Workers.ofThreads(threads)), true);
    }

    private float loss(Tape tape, Tensor input) {
        Tensor loss = BinaryCrossEntropyOp.apply(tape, DropoutOp.apply(tape, input, DROPOUT), target, weight);
        tape.backward(loss);
        float value = loss.data()[0];
        tape.reset();
        return value;
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        Tape tape = tape(KernelProvider.kernels(), 1);
        Tensor input = Tensor.variable(x.clone(), ROWS, 1);
        loss(tape, input);
        for (int i = 0; i < ROWS; i++) {
            float[] above = x.clone();
            float[] below = x.clone();
            above[i] += STEP;
            below[i] -= STEP;
            float up = loss(tape, Tensor.variable(above, ROWS, 1));
            float down = loss(tape, Tensor.variable(below, ROWS, 1));
            assertThat(input.gradient()[i]).as("x " + i).isCloseTo((up - down) / (2 * STEP), within(2e-4f));
        }
    }

    @Test
    void sameBitsOnAnyThreadsAndKernels() {
        Tensor reference = Tensor.variable(x.clone(), ROWS, 1);
        float expected = loss(tape(KernelProvider.scalar(), 1), reference);
        for (int threads = 1; threads <= 3; threads++) {
            Tensor other = Tensor.variable(x.clone(), ROWS, 1);
            assertThat(loss(tape(KernelProvider.kernels(), threads), other)).isEqualTo(expected);
            assertThat(other.gradient()).isEqualTo(reference.gradient());
        }
    }

    @Test
    void dropsTheShareAskedForAndScalesTheRest() {
        int n = 20_000;
        float[] ones = new float[n];
        Arrays.fill(ones, 1f);
        Tensor y = DropoutOp.apply(tape(KernelProvider.kernels(), 1), Tensor.constant(ones, n, 1), DROPOUT);
        int dropped = 0;
        for (int i = 0; i < n; i++) {
            dropped += y.data()[i] == 0 ? 1 : 0;
            assertThat(y.data()[i]).isIn(0f, 1 / 0.6f);
        }
        assertThat(dropped / (double) n).isCloseTo(0.4, within(0.015));
    }

    @Test
    void scoringDropsNothingAndWeightsOfOneChangeNothing() {
        Tape scoring = new Tape(new Compute(KernelProvider.kernels(), Workers.single()), false);
        Tensor input = Tensor.constant(x, ROWS, 1);
        assertThat(DropoutOp.apply(scoring, input, DROPOUT)).isSameAs(input);
        float[] ones = new float[ROWS];
        Arrays.fill(ones, 1f);
        assertThat(BinaryCrossEntropyOp.apply(scoring, input, target, ones).data()[0])
                .isEqualTo(BinaryCrossEntropyOp.apply(scoring, input, target).data()[0]);
    }
}
