package io.tgl.core.tensor.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.io.Npz;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.LstmOp.Forest;
import io.tgl.core.tensor.op.LstmOp.Term;
import io.tgl.core.testing.GoldenFiles;
import io.tgl.core.testing.GradientCheck;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The recurrence over shared prefixes: gradients, bits, the reference's numbers, and sharing against repeating. */
class LstmOpTest {
    /** Two roots; the first has two children, the second one; two grandchildren of one child. */
    private static final Forest FOREST = new Forest(new int[] {0, 2, 5, 7}, new int[] {-1, -1, 0, 1, 0, 3, 3});

    @Test
    void gradientsAreTheDifferences() {
        int w = 3;
        Tensor weight = GradientCheck.variable(1, 4 * w, w);
        Tensor bias = GradientCheck.variable(2, 1, 4 * w);
        Tensor own = GradientCheck.variable(3, FOREST.size(), 4 * w);
        Tensor shared = GradientCheck.variable(4, 3, 4 * w);
        int[] rowOf = {2, 0, 2, -1, 0, 1, 2};
        GradientCheck.of(
                        tape -> LstmOp.apply(tape, FOREST, weight, bias, new Term(own, null), new Term(shared, rowOf)),
                        weight,
                        bias,
                        own,
                        shared)
                .verify();
    }

    @Test
    void manyStepsHaveTheSameBitsOnAnyThreadsAndKernels() {
        int w = 19;
        int roots = 41;
        int size = roots + 4 * roots;
        int[] parent = new int[size];
        for (int n = roots; n < size; n++) {
            parent[n] = n * 7 % roots;
        }
        Forest forest = new Forest(new int[] {0, roots, size}, parent);
        Tensor weight = GradientCheck.variable(1, 4 * w, w);
        Tensor bias = GradientCheck.variable(2, 1, 4 * w);
        Tensor table = GradientCheck.variable(3, 13, 4 * w);
        int[] rowOf = new int[size];
        Arrays.setAll(rowOf, n -> n % 13);
        GradientCheck.of(tape -> LstmOp.apply(tape, forest, weight, bias, new Term(table, rowOf)), weight, bias, table)
                .sameBits();
    }

    @Test
    void aSharedPrefixIsWorthItsCopies() {
        int w = 5;
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.single()), true);
        Tensor weight = GradientCheck.variable(1, 4 * w, w);
        Tensor bias = GradientCheck.variable(2, 1, 4 * w);
        Tensor input = GradientCheck.variable(3, FOREST.size(), 4 * w);
        Tensor shared = LstmOp.apply(tape, FOREST, weight, bias, new Term(input, null));
        // The four paths 0-2, 1-3-5, 1-3-6 and 0-4, each with steps of its own.
        Forest apart = new Forest(new int[] {0, 4, 8, 10}, new int[] {-1, -1, -1, -1, 0, 1, 2, 3, 5, 6});
        int[] step = {0, 1, 1, 0, 2, 3, 3, 4, 5, 6};
        Tensor repeated = LstmOp.apply(tape, apart, weight, bias, new Term(input, step));
        for (int n = 0; n < step.length; n++) {
            assertThat(Arrays.copyOfRange(repeated.data(), n * w, (n + 1) * w))
                    .isEqualTo(Arrays.copyOfRange(shared.data(), step[n] * w, (step[n] + 1) * w));
        }
    }

    /** Both directions of a layer over whole sequences, as paths without branches. */
    @Test
    @Tag("golden")
    void bothDirectionsMatchTheReference() {
        Npz golden = Npz.read(GoldenFiles.find("primitives/operations.npz"));
        int[] shape = golden.shape("bilstm/in/x");
        for (boolean reverse : new boolean[] {false, true}) {
            direction(golden, shape[0], shape[1], shape[2], reverse);
        }
    }

    private void direction(Npz golden, int batch, int length, int in, boolean reverse) {
        String suffix = reverse ? "_l0_reverse" : "_l0";
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.ofThreads(2)), true);
        Tensor inputWeight = parameter(golden, "weight_ih" + suffix, in);
        int w = inputWeight.rows() / 4;
        Tensor hiddenWeight = parameter(golden, "weight_hh" + suffix, w);
        Tensor inputBias = parameter(golden, "bias_ih" + suffix, 4 * w);
        Tensor hiddenBias = parameter(golden, "bias_hh" + suffix, 4 * w);
        // Step n = position * batch + sequence of the path; the file has [batch, length].
        int[] place = new int[batch * length];
        int[] levels = new int[length + 1];
        int[] parent = new int[place.length];
        for (int n = 0; n < place.length; n++) {
            int position = reverse ? length - 1 - n / batch : n / batch;
            place[n] = n % batch * length + position;
            parent[n] = n - batch;
            levels[n / batch + 1] = n + 1;
        }
        Tensor x = Tensor.variable(golden.floats("bilstm/in/x"), batch * length, in);
        Tensor projected = LinearOp.apply(tape, x.rows(), inputWeight, inputBias, Activation.NONE, Part.of(x, 0));
        Tensor h = LstmOp.apply(tape, new Forest(levels, parent), hiddenWeight, hiddenBias, new Term(projected, place));
        float[] out = golden.floats("bilstm/out/0");
        float[] outGradient = golden.floats("bilstm/outgrad/0");
        Tensor loss = tape.result(1, 1, true);
        int column = reverse ? w : 0;
        for (int n = 0; n < place.length; n++) {
            for (int j = 0; j < w; j++) {
                assertThat(h.data()[n * w + j]).isCloseTo(out[place[n] * 2 * w + column + j], within(1e-5f));
            }
        }
        tape.record(() -> {
            for (int n = 0; n < place.length; n++) {
                System.arraycopy(outGradient, place[n] * 2 * w + column, h.gradient(), n * w, w);
            }
        });
        tape.backward(loss);
        near(inputWeight, golden, "weight_ih" + suffix);
        near(hiddenWeight, golden, "weight_hh" + suffix);
        near(inputBias, golden, "bias_ih" + suffix);
        near(hiddenBias, golden, "bias_hh" + suffix);
    }

    private static Tensor parameter(Npz golden, String name, int columns) {
        float[] values = golden.floats("bilstm/param/" + name);
        return Tensor.variable(values, values.length / columns, columns);
    }

    private static void near(Tensor found, Npz golden, String name) {
        float[] expected = golden.floats("bilstm/grad/" + name);
        float largest = 0;
        for (float e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(found.gradient()[i]).as(name + "[" + i + "]").isCloseTo(expected[i], within(1e-4f * largest));
        }
    }
}
