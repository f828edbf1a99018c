package io.tgl.eval.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One figure with everything needed to read it: the record that {@code --json} writes. All values are fractions. The
 * schema is {@code docs/figures-schema.json}.
 *
 * @param model model with its variant
 * @param data data set
 * @param protocol evaluation recipe
 * @param negatives how negatives were drawn
 * @param split e.g. "test"
 * @param metric e.g. "AP"
 * @param mean mean over the seeds
 * @param standardDeviation sample standard deviation over the seeds; null for a single seed
 * @param seeds the seeds
 * @param visibility what a query saw
 * @param caveat why it must not be compared, e.g. "3 of up to 100 epochs: not comparable"; null if it may be
 * @param published the published figure; null if there is none
 * @param z (mean - published) / (s sqrt(1/n + 1/m)), s the larger of the published deviation and 0.3 points; null where
 *     no deviation was published
 * @param reference what the reference implementation itself gives on these data; null if not known
 */
public record FigureRecord(
        String model,
        String data,
        String protocol,
        String negatives,
        String split,
        String metric,
        double mean,
        @Nullable Double standardDeviation,
        List<Long> seeds,
        String visibility,
        @Nullable String caveat,
        @Nullable Published published,
        @Nullable Double z,
        @Nullable Reference reference) {
    /** Copies the seeds. */
    public FigureRecord {
        seeds = List.copyOf(seeds);
    }

    /**
     * A published figure.
     *
     * @param value mean
     * @param standardDeviation over the seeds; null if not published
     * @param n number of seeds
     * @param source publication
     */
    public record Published(double value, @Nullable Double standardDeviation, int n, String source) {}

    /**
     * Figures of the reference implementation.
     *
     * @param values one per seed: the last test in its log
     * @param seeds the seeds
     * @param source which code, settings
     */
    public record Reference(List<Double> values, List<Long> seeds, String source) {
        /** Copies the lists. */
        public Reference {
            values = List.copyOf(values);
            seeds = List.copyOf(seeds);
        }
    }
}
