package io.tgl.core.random;

import io.tgl.core.base.InvalidInput;
import java.util.Arrays;

/**
 * An exact replay of NumPy's legacy {@code numpy.random.RandomState(seed)} for the draws that published protocols make:
 * whole numbers by masked rejection on 32-bit draws, doubles of 53 bits, permutations from the top.
 */
public final class NumpyRandomState {
    private final MersenneTwister twister;
    /** The second number of the last pair of normals; NaN if it was given out. */
    private double keptNormal = Double.NaN;

    /** {@code RandomState(seed)}, 0 &lt;= seed &lt; 2^32. */
    public NumpyRandomState(long seed) {
        if (seed < 0 || seed > 0xFFFFFFFFL) {
            throw InvalidInput.at("NumPy seed", "0 to 4294967295", seed);
        }
        this.twister = MersenneTwister.ofNumber((int) seed);
    }

    /** {@code randint(0, bound, size)}. */
    public int[] integers(int bound, int size) {
        if (bound < 1 || size < 0) {
            throw InvalidInput.at("randint", "bound >= 1 and size >= 0", bound + " and " + size);
        }
        int[] values = new int[size];
        for (int i = 0; i < size; i++) {
            values[i] = interval(bound - 1);
        }
        return values;
    }

    /** {@code random_sample(size)}. */
    public double[] doubles(int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = twister.nextDouble();
        }
        return values;
    }

    /** {@code permutation(n)}. */
    public int[] permutation(int n) {
        int[] values = new int[n];
        for (int i = 0; i < n; i++) {
            values[i] = i;
        }
        shuffle(values);
        return values;
    }

    /** {@code shuffle(values)}. */
    public void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = interval(i);
            int swap = values[i];
            values[i] = values[j];
            values[j] = swap;
        }
    }

    /** {@code choice(n, size, replace=False)}. */
    public int[] choiceWithoutReplacement(int n, int size) {
        if (size < 0 || size > n) {
            throw InvalidInput.at("choice without replacement", "0 to " + n, size);
        }
        return Arrays.copyOf(permutation(n), size);
    }

    /**
     * Goes on as if {@code permutation(n)} had been drawn, without its table: time of n, memory of none.
     */
    public void skipPermutation(int n) {
        for (int i = n - 1; i > 0; i--) {
            interval(i);
        }
    }

    /** {@code choice(len(p), size, p=p)}: how many cumulative sums, divided by the last, are at most a double. */
    public int[] choice(double[] p, int size) {
        double[] cumulative = cumulative(p);
        int[] values = new int[size];
        for (int i = 0; i < size; i++) {
            values[i] = countAtMost(cumulative, twister.nextDouble());
        }
        return values;
    }

    private static double[] cumulative(double[] p) {
        double[] sums = new double[p.length];
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += p[i];
            sums[i] = sum;
        }
        if (!(sum > 0)) {
            throw InvalidInput.at("choice", "probabilities with a positive sum", sum);
        }
        for (int i = 0; i < p.length; i++) {
            sums[i] /= sum;
        }
        return sums;
    }

    private static int countAtMost(double[] ascending, double limit) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] <= limit) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * {@code standard_normal(size)}: Marsaglia's polar method, the second number of a pair kept for the next draw. The
     * logarithm is {@code StrictMath}'s, so the last bit can differ from a NumPy that was built with another one.
     */
    public double[] normals(int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = nextNormal();
        }
        return values;
    }

    private double nextNormal() {
        if (!Double.isNaN(keptNormal)) {
            double value = keptNormal;
            keptNormal = Double.NaN;
            return value;
        }
        while (true) {
            double x = 2.0 * twister.nextDouble() - 1.0;
            double y = 2.0 * twister.nextDouble() - 1.0;
            double square = x * x + y * y;
            if (square < 1.0 && square != 0.0) {
                double factor = Math.sqrt(-2.0 * StrictMath.log(square) / square);
                keptNormal = factor * x;
                return factor * y;
            }
        }
    }

    /** A number from 0 to {@code max}, both included; 0 costs no draw. */
    private int interval(int max) {
        if (max == 0) {
            return 0;
        }
        int mask = -1 >>> Integer.numberOfLeadingZeros(max);
        int value = twister.next32() & mask;
        while (value > max) {
            value = twister.next32() & mask;
        }
        return value;
    }
}
