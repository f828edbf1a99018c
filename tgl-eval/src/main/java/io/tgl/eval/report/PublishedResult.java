package io.tgl.eval.report;

import java.util.OptionalDouble;

/**
 * A published figure, as a fraction.
 *
 * @param key what it is about
 * @param mean mean over the seeds
 * @param standardDeviation sample standard deviation over the seeds, if published
 * @param seeds number of seeds
 * @param source publication
 */
public record PublishedResult(FigureKey key, double mean, OptionalDouble standardDeviation, int seeds, String source) {
    /** Deviations below it say more about the published seeds than about the model: 0.3 percentage points. */
    public static final double SMALLEST_DEVIATION = 0.003;

    /**
     * How many standard errors our mean lies above the published one: z = (ours - published) / (s sqrt(1/n + 1/m)) with s
     * the larger of the published standard deviation and {@link #SMALLEST_DEVIATION}, n our and m the published number of
     * seeds. Empty where no deviation was published.
     *
     * @param ours mean over our seeds
     * @param n number of our seeds
     */
    public OptionalDouble z(double ours, int n) {
        if (standardDeviation.isEmpty()) {
            return OptionalDouble.empty();
        }
        double deviation = Math.max(standardDeviation.getAsDouble(), SMALLEST_DEVIATION);
        double error = deviation * Math.sqrt(1.0 / n + 1.0 / seeds);
        return OptionalDouble.of((ours - mean) / error);
    }

    /** How many published standard deviations our mean lies above the published one; empty where that is unknown or 0. */
    public OptionalDouble inDeviations(double ours) {
        double s = standardDeviation.orElse(0);
        return s == 0 ? OptionalDouble.empty() : OptionalDouble.of((ours - mean) / s);
    }
}
