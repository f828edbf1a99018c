package io.tgl.core.random;

import io.tgl.core.base.InvalidInput;
import java.util.BitSet;

/** An exact replay of CPython's {@code random} module after {@code random.seed(int)}. */
public final class PythonRandom {
    private final MersenneTwister twister;

    /** {@code random.seed(seed)}, seed &gt;= 0. */
    public PythonRandom(long seed) {
        if (seed < 0) {
            throw InvalidInput.at("Python seed", "at least 0", seed);
        }
        int high = (int) (seed >>> 32);
        this.twister = MersenneTwister.ofArray(high == 0 ? new int[] {(int) seed} : new int[] {(int) seed, high});
    }

    /** {@code random()}. */
    public double random() {
        return twister.nextDouble();
    }

    /** {@code randrange(n)}: the top bits of a draw, again while they are not below n. */
    public int below(int n) {
        if (n < 1) {
            throw InvalidInput.at("randrange", "at least 1", n);
        }
        int shift = Integer.numberOfLeadingZeros(n);
        int value = twister.next32() >>> shift;
        while (value >= n) {
            value = twister.next32() >>> shift;
        }
        return value;
    }

    /** {@code shuffle(values)}. */
    public void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = below(i + 1);
            int swap = values[i];
            values[i] = values[j];
            values[j] = swap;
        }
    }

    /** {@code sample(population, k)}: from a pool where k is large, by rejection where it is small. */
    public int[] sample(int[] population, int k) {
        int n = population.length;
        if (k < 0 || k > n) {
            throw InvalidInput.at("sample size", "0 to " + n, k);
        }
        return n <= poolLimit(k) ? fromPool(population.clone(), k) : byRejection(population, k);
    }

    private static double poolLimit(int k) {
        double limit = 21;
        if (k > 5) {
            limit += StrictMath.pow(4, Math.ceil(StrictMath.log(3.0 * k) / StrictMath.log(4)));
        }
        return limit;
    }

    private int[] fromPool(int[] pool, int k) {
        int[] result = new int[k];
        for (int i = 0; i < k; i++) {
            int j = below(pool.length - i);
            result[i] = pool[j];
            pool[j] = pool[pool.length - i - 1];
        }
        return result;
    }

    private int[] byRejection(int[] population, int k) {
        BitSet taken = new BitSet(population.length);
        int[] result = new int[k];
        for (int i = 0; i < k; i++) {
            int j = below(population.length);
            while (taken.get(j)) {
                j = below(population.length);
            }
            taken.set(j);
            result[i] = population[j];
        }
        return result;
    }
}
