package io.tgl.core.event;

import io.tgl.core.base.InvalidInput;

/** Quantiles of event times with linear interpolation in float64, bit for bit as {@code numpy.quantile}. */
public final class TimeQuantile {
    private TimeQuantile() {}

    /**
     * The quantile of all event times of a stream.
     *
     * @param quantile from 0 to 1
     */
    public static double of(EventStream stream, double quantile) {
        int n = check(stream.size(), quantile);
        double position = quantile * (n - 1);
        int below = (int) position;
        return between(stream.time(below), stream.time(Math.min(below + 1, n - 1)), position - below);
    }

    /**
     * The quantile of the first {@code size} entries of an array.
     *
     * @param ascending times in ascending order
     * @param quantile from 0 to 1
     */
    public static double of(long[] ascending, int size, double quantile) {
        int n = check(size, quantile);
        double position = quantile * (n - 1);
        int below = (int) position;
        return between(ascending[below], ascending[Math.min(below + 1, n - 1)], position - below);
    }

    private static int check(int size, double quantile) {
        if (size == 0 || !(quantile >= 0 && quantile <= 1)) {
            throw InvalidInput.at(
                    "quantile of event times", "at least one event and a quantile from 0 to 1", size + ", " + quantile);
        }
        return size;
    }

    /** NumPy comes from the nearer end, which decides the last digit. */
    private static double between(long from, long to, double share) {
        double low = (double) from;
        double high = (double) to;
        double step = high - low;
        return share < 0.5 ? low + step * share : high - step * (1 - share);
    }
}
