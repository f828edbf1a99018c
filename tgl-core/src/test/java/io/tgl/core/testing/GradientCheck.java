package io.tgl.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Checks the backward pass of an operation against central differences of its forward pass, and its bits against the
 * scalar provider on one thread. The function that is differentiated is L = sum of s_i y_i over the elements of all
 * results, with fixed random s_i in +-[0.5, 1), summed in double, so no two errors cancel.
 *
 * <pre>{@code
 * Tensor x = GradientCheck.variable(1, 5, 7);
 * GradientCheck.of(tape -> MyOp.apply(tape, x), x).verify();
 * }</pre>
 *
 * <p>Each element is moved alone. The derivative is the fourth-order one (4 D(h) - D(2h)) / 3 of central differences D
 * with h = 2^-5 ... 2^-11; the step is the one whose own error estimate, |D(2h) - D(h)| / 3 plus the rounding of the
 * outputs, is smallest, which does not look at the gradient under test. An element passes if it is off by at most
 * tolerance (|derivative| + largest / 10) plus that rounding, largest being the largest derivative of its tensor. The
 * check refuses to pass for nothing: a tensor whose derivatives drown in the rounding fails unless it is declared
 * {@link #vanishing}, and so does an element whose derivative no step resolves (a kink such as ReLU's at 0).
 *
 * <p>Gradients must be added to what is there, so the collecting arrays start with numbers in them.
 */
public final class GradientCheck {
    private static final int FIRST_STEP = 4;
    private static final int LAST_STEP = 11;
    private static final double FLOAT_ROUNDING = 0x1p-22;
    private static final double RESOLVED = 0.02;

    private final Several operation;
    private final Tensor[] variables;
    private final Set<Tensor> vanishing = new HashSet<>();
    private final Tape tape = tape(KernelProvider.kernels(), 1);
    private double tolerance = 1e-3;

    private GradientCheck(Several operation, Tensor[] variables) {
        this.operation = operation;
        this.variables = variables.clone();
    }

    /** An operation with one result, over tensors that it captures. */
    @FunctionalInterface
    public interface Single {
        /** Puts the operation on the tape. */
        Tensor apply(Tape tape);
    }

    /** An operation, or several in a row, with several results. */
    @FunctionalInterface
    public interface Several {
        /** Puts the operation on the tape. */
        List<Tensor> apply(Tape tape);
    }

    /**
     * A check.
     *
     * @param operation called many times; must give the same result for the same values of the variables
     * @param variables the leaves whose gradients are checked
     */
    public static GradientCheck of(Single operation, Tensor... variables) {
        return new GradientCheck(tape -> List.of(operation.apply(tape)), variables);
    }

    /** As {@link #of}, for an operation with several results. */
    public static GradientCheck ofSeveral(Several operation, Tensor... variables) {
        return new GradientCheck(operation, variables);
    }

    /** A variable [rows, columns] with uniform values in [-1, 1). */
    public static Tensor variable(long seed, int rows, int columns) {
        return Tensor.variable(uniform(seed, rows * columns), rows, columns);
    }

    /** Uniform values in [-1, 1). */
    public static float[] uniform(long seed, int length) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    /** Another relative tolerance than 1e-3. */
    public GradientCheck tolerance(double relative) {
        this.tolerance = relative;
        return this;
    }

    /** Declares variables whose gradient is zero by algebra, such as the bias of attention's keys. */
    public GradientCheck vanishing(Tensor... tensors) {
        vanishing.addAll(Arrays.asList(tensors));
        return this;
    }

    /** Central differences of every element of every variable, then {@link #sameBits}. For small shapes. */
    public void verify() {
        float[][] gradients = gradients();
        for (int v = 0; v < variables.length; v++) {
            verify(v, gradients[v]);
        }
        sameBits();
    }

    /**
     * Results and gradients have the same bits with the scalar and the vector provider, with 1, 2 and 3 threads, and on a
     * tape whose arrays still hold the numbers of an earlier step. For shapes large enough to be split.
     */
    public void sameBits() {
        List<float[]> expected = run(tape(KernelProvider.scalar(), 1));
        for (Kernels kernels : List.of(KernelProvider.scalar(), KernelProvider.vector())) {
            for (int threads = 1; threads <= 3; threads++) {
                Tape used = tape(kernels, threads);
                run(used);
                List<float[]> found = run(used);
                String where = kernels.name() + ", " + threads + " threads";
                assertThat(found).as(where).hasSameSizeAs(expected);
                for (int i = 0; i < found.size(); i++) {
                    assertSameBits(expected.get(i), found.get(i), where + ", " + label(i, found.size()));
                }
            }
        }
    }

    private String label(int index, int count) {
        int results = count - variables.length;
        return index < results ? "result " + index : "gradient of variable " + (index - results);
    }

    private static void assertSameBits(float[] expected, float[] found, String what) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(Float.floatToIntBits(found[i]))
                    .as("%s, element %d: %s, expected %s", what, i, found[i], expected[i])
                    .isEqualTo(Float.floatToIntBits(expected[i]));
        }
    }

    private static Tape tape(Kernels kernels, int threads) {
        return new Tape(new Compute(kernels, Workers.ofThreads(threads)), true);
    }

    /** Copies of the results' values, then of the variables' gradients. */
    private List<float[]> run(Tape on) {
        for (Tensor variable : variables) {
            Arrays.fill(variable.gradient(), 0f);
        }
        List<Tensor> results = backward(on);
        List<float[]> copies = new ArrayList<>();
        for (Tensor result : results) {
            copies.add(Arrays.copyOf(result.data(), result.size()));
        }
        for (Tensor variable : variables) {
            copies.add(variable.gradient().clone());
        }
        on.reset();
        return copies;
    }

    private List<Tensor> backward(Tape on) {
        List<Tensor> results = operation.apply(on);
        Tensor loss = on.result(1, 1, true);
        on.record(() -> {
            int first = 0;
            for (Tensor result : results) {
                float[] gradient = result.gradient();
                for (int i = 0; i < result.size(); i++) {
                    gradient[i] += (float) seed(first + i);
                }
                first += result.size();
            }
        });
        on.backward(loss);
        return results;
    }

    private float[][] gradients() {
        float[][] start = new float[variables.length][];
        for (int v = 0; v < variables.length; v++) {
            start[v] = uniform(1000 + v, variables[v].size());
            System.arraycopy(start[v], 0, variables[v].gradient(), 0, start[v].length);
        }
        backward(tape);
        tape.reset();
        float[][] gradients = new float[variables.length][];
        for (int v = 0; v < variables.length; v++) {
            gradients[v] = Arrays.copyOf(variables[v].gradient(), variables[v].size());
            for (int i = 0; i < start[v].length; i++) {
                gradients[v][i] -= start[v][i];
            }
        }
        return gradients;
    }

    private void verify(int v, float[] found) {
        Tensor variable = variables[v];
        Derivative[] expected = new Derivative[variable.size()];
        double largest = 0;
        double rounding = 0;
        for (int i = 0; i < expected.length; i++) {
            expected[i] = derivative(variable, i);
            largest = Math.max(largest, Math.abs(expected[i].value));
            rounding = Math.max(rounding, expected[i].rounding);
        }
        boolean zero = vanishing.contains(variable);
        if (!zero) {
            assertThat(largest)
                    .as("variable %d: its derivatives are zero within the rounding, nothing is checked", v)
                    .isGreaterThan(50 * rounding);
        }
        for (int i = 0; i < expected.length; i++) {
            Derivative d = expected[i];
            String place = "variable " + v + " " + variable.shape() + ", element " + i;
            if (!zero) {
                assertThat(d.error)
                        .as("%s: no step resolves the derivative (a kink?)", place)
                        .isLessThan(RESOLVED * largest);
            }
            double allowed = zero ? d.rounding : tolerance * (Math.abs(d.value) + largest / 10) + d.rounding;
            assertThat((double) found[i])
                    .as("gradient of %s", place)
                    .isCloseTo(d.value, org.assertj.core.api.Assertions.within(allowed));
        }
    }

    /** A derivative, the estimate of its error, and the part of it that is the rounding of the outputs. */
    private record Derivative(double value, double error, double rounding) {}

    private Derivative derivative(Tensor variable, int element) {
        Derivative best = new Derivative(0, Double.POSITIVE_INFINITY, 0);
        double wider = difference(variable, element, FIRST_STEP).value;
        for (int step = FIRST_STEP + 1; step <= LAST_STEP; step++) {
            Derivative central = difference(variable, element, step);
            double value = (4 * central.value - wider) / 3;
            double error = Math.abs(value - central.value) + central.rounding;
            if (error < best.error) {
                best = new Derivative(value, error, central.rounding);
            }
            wider = central.value;
        }
        return best;
    }

    /** The central difference with h = 2^-step. */
    private Derivative difference(Tensor variable, int element, int step) {
        float[] data = variable.data();
        float x = data[element];
        float h = Float.intBitsToFloat((127 - step) << 23);
        float above = x + h;
        float below = x - h;
        data[element] = above;
        double[] high = values();
        data[element] = below;
        double[] low = values();
        data[element] = x;
        double sum = 0;
        double size = 0;
        int changed = 0;
        for (int i = 0; i < high.length; i++) {
            if (high[i] != low[i]) {
                sum += seed(i) * (high[i] - low[i]);
                size = Math.max(size, Math.max(Math.abs(high[i]), Math.abs(low[i])));
                changed++;
            }
        }
        double width = (double) above - below;
        return new Derivative(sum / width, 0, FLOAT_ROUNDING * size * Math.sqrt(changed) / width);
    }

    private double[] values() {
        List<Tensor> results = operation.apply(tape);
        int count = results.stream().mapToInt(Tensor::size).sum();
        double[] values = new double[count];
        int at = 0;
        for (Tensor result : results) {
            for (int i = 0; i < result.size(); i++) {
                values[at++] = result.data()[i];
            }
        }
        tape.reset();
        return values;
    }

    /** s_i: a hash of i, in +-[0.5, 1) and representable as a float. */
    private static double seed(int i) {
        long hash = new SplittableRandom(i * 0x9E3779B97F4A7C15L + 1).nextLong();
        double size = 0.5 + (hash >>> 44) * 0x1p-21;
        return (hash & 1) == 0 ? size : -size;
    }
}
