package io.tgl.eval.report;

import io.tgl.core.random.Philox;
import io.tgl.core.random.RandomStreams;
import java.util.Arrays;

/**
 * Whether one model is better than another on the same test batches: batches are drawn with replacement, the mean
 * difference is taken of each draw, and its 2.5 % and 97.5 % quantiles are the interval (Efron, Tibshirani, "An
 * Introduction to the Bootstrap", 1993, percentile method). Draws depend on the number of batches alone.
 *
 * @param difference mean of first minus second
 * @param low lower end of the 95 % interval
 * @param high upper end
 */
record PairedBootstrap(double difference, double low, double high) {
    private static final int RESAMPLES = 2000;
    private static final double OUTSIDE = 0.025;
    private static final int WORDS = 4;

    /** Compares two models' values, batch by batch. */
    static PairedBootstrap of(double[] first, double[] second) {
        int n = first.length;
        if (n == 0 || second.length != n) {
            throw new IllegalArgumentException("paired bootstrap: expected equally many batches, at least one, found "
                    + n + " and " + second.length);
        }
        double[] differences = new double[n];
        for (int i = 0; i < n; i++) {
            differences[i] = first[i] - second[i];
        }
        long key = RandomStreams.key(n, "paired bootstrap");
        double[] means = new double[RESAMPLES];
        int[] words = new int[WORDS];
        for (int r = 0; r < RESAMPLES; r++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                if (i % WORDS == 0) {
                    Philox.block(key, i / WORDS, r, 0, words);
                }
                sum += differences[(int) (((words[i % WORDS] & 0xFFFFFFFFL) * n) >>> Integer.SIZE)];
            }
            means[r] = sum / n;
        }
        Arrays.sort(means);
        int outside = (int) (OUTSIDE * RESAMPLES);
        return new PairedBootstrap(
                Arrays.stream(differences).sum() / n, means[outside], means[RESAMPLES - 1 - outside]);
    }

    /** Whether the interval leaves zero out. */
    boolean isClear() {
        return low > 0 || high < 0;
    }
}
