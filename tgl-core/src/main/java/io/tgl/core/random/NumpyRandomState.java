package io.tgl.core.random;

import io.tgl.core.base.InvalidInput;
import java.util.Arrays;

/**
 * An exact replay of NumPy's legacy {@code numpy.random.RandomState(seed)} for the draws that published protocols make:
 * whole numbers by masked rejection on 32-bit draws, doubles of 53 bits, permutations from the top.
 */
public final class NumpyRandomState {
    private final MersenneTwister twister;

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
        for (int i = n - 1; i > 0; i--) {
            int j = interval(i);
            int swap = values[i];
            values[i] = values[j];
            values[j] = swap;
        }
        return values;
    }

    /** {@code choice(n, size, replace=False)}. */
    public int[] choiceWithoutReplacement(int n, int size) {
        if (size > n) {
            throw InvalidInput.at("choice without replacement", "at most " + n, size);
        }
        return Arrays.copyOf(permutation(n), size);
    }

    /** {@code choice(len(p), size, p=p)}. */
    public int[] choice(double[] p, int size) {
        double[] cumulative = new double[p.length];
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += p[i];
            cumulative[i] = sum;
        }
        int[] values = new int[size];
        for (int i = 0; i < size; i++) {
            double u = twister.nextDouble();
            int at = 0;
            while (at < p.length - 1 && cumulative[at] / sum <= u) {
                at++;
            }
            values[i] = at;
        }
        return values;
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
