package io.tgl.eval.metric;

/**
 * Sums in NumPy's order, which decides the last digit: fewer than 8 values one after the other; up to 128 with 8
 * accumulators, joined as a tree, then the rest; more in halves (the first one a multiple of 8).
 */
public final class NumpyMath {
    private static final int ACCUMULATORS = 8;
    private static final int BLOCK = 128;

    private NumpyMath() {}

    /** {@code numpy.sum} of a contiguous float64 array; 0 if it is empty. */
    public static double sum(double[] values) {
        return sum(values, 0, values.length);
    }

    /** {@code numpy.sum} of values[from .. from + size - 1]. */
    public static double sum(double[] values, int from, int size) {
        return 0.0 + pairwise(values, from, size);
    }

    /** {@code numpy.mean}; NaN if it is empty. */
    public static double mean(double[] values) {
        return sum(values) / values.length;
    }

    /** {@code numpy.std} with ddof = 1, the standard deviation of a sample; NaN for fewer than two values. */
    public static double sampleStandardDeviation(double[] values) {
        if (values.length < 2) {
            return Double.NaN;
        }
        double mean = mean(values);
        double[] squares = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double deviation = values[i] - mean;
            squares[i] = deviation * deviation;
        }
        return Math.sqrt(sum(squares) / (values.length - 1));
    }

    private static double pairwise(double[] a, int from, int n) {
        if (n < ACCUMULATORS) {
            double total = -0.0;
            for (int i = 0; i < n; i++) {
                total += a[from + i];
            }
            return total;
        }
        if (n <= BLOCK) {
            return block(a, from, n);
        }
        int half = n / 2;
        half -= half % ACCUMULATORS;
        return pairwise(a, from, half) + pairwise(a, from + half, n - half);
    }

    private static double block(double[] a, int from, int n) {
        double[] r = new double[ACCUMULATORS];
        System.arraycopy(a, from, r, 0, ACCUMULATORS);
        int i = ACCUMULATORS;
        for (; i < n - n % ACCUMULATORS; i += ACCUMULATORS) {
            for (int j = 0; j < ACCUMULATORS; j++) {
                r[j] += a[from + i + j];
            }
        }
        double total = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
        for (; i < n; i++) {
            total += a[from + i];
        }
        return total;
    }
}
