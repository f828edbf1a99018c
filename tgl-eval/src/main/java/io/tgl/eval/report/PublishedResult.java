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
    /**
     * How many standard errors our mean lies above the published one: z = (ours - published) / (s sqrt(1/n + 1/m)) with s
     * the published standard deviation, n our and m the published number of seeds. Empty where s is unknown or 0.
     *
     * @param ours mean over our seeds
     * @param n number of our seeds
     */
    public OptionalDouble z(double ours, int n) {
        if (standardDeviation.isEmpty() || standardDeviation.getAsDouble() == 0) {
            return OptionalDouble.empty();
        }
        double error = standardDeviation.getAsDouble() * Math.sqrt(1.0 / n + 1.0 / seeds);
        return OptionalDouble.of((ours - mean) / error);
    }
}
