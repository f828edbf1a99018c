package io.tgl.eval.metric;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.random.Philox;
import io.tgl.core.random.RandomStreams;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Percentile interval of a figure over resampled items (Efron 1979): items are drawn with replacement, positives and
 * negatives together, from a counter-based random stream. Resamples that lack one of the classes do not count.
 *
 * @param low lower end
 * @param high upper end
 * @param resamples that counted
 */
public record BootstrapInterval(double low, double high, int resamples) {
    /** Resamples that are usual. */
    public static final int RESAMPLES = 1000;

    private static final double TAIL = 0.025;

    /** The 95 % interval of the area under the ROC curve. */
    public static BootstrapInterval ofRocAuc(float[] scores, boolean[] positive, int resamples, long seed) {
        if (scores.length != positive.length || scores.length == 0 || resamples < 1) {
            throw InvalidInput.at(
                    "bootstrap", "scores, as many labels, resamples", scores.length + ", " + positive.length);
        }
        Ranks ranks = Ranks.of(scores, positive);
        long key = RandomStreams.key(seed, "bootstrap");
        double[] areas = new double[resamples];
        int counted = 0;
        for (int r = 0; r < resamples; r++) {
            double area = ranks.rocAuc(draw(key, r, scores.length));
            if (!Double.isNaN(area)) {
                areas[counted++] = area;
            }
        }
        double[] sorted = Arrays.copyOf(areas, counted);
        Arrays.sort(sorted);
        return new BootstrapInterval(quantile(sorted, TAIL), quantile(sorted, 1 - TAIL), counted);
    }

    /** How often each item is drawn. */
    private static int[] draw(long key, int resample, int n) {
        int[] times = new int[n];
        int[] words = new int[4];
        for (int i = 0; i < n; i++) {
            if (i % 4 == 0) {
                Philox.block(key, i / 4, resample, 0, words);
            }
            times[(int) ((Integer.toUnsignedLong(words[i % 4]) * n) >>> Integer.SIZE)]++;
        }
        return times;
    }

    private static double quantile(double[] sorted, double fraction) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double at = fraction * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /** Items in ascending order of score; {@code group} numbers the distinct scores. */
    private record Ranks(int[] item, int[] group, boolean[] positive) {
        static Ranks of(float[] scores, boolean[] positive) {
            int[] item = IntStream.range(0, scores.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> scores[i]).thenComparing(i -> i))
                    .mapToInt(Integer::intValue)
                    .toArray();
            int[] group = new int[item.length];
            for (int i = 1; i < item.length; i++) {
                group[i] = group[i - 1] + (scores[item[i]] == scores[item[i - 1]] ? 0 : 1);
            }
            return new Ranks(item, group, positive);
        }

        /** Pairs in the right order, ties half, over all pairs; NaN without a positive or without a negative. */
        double rocAuc(int[] times) {
            long twice = 0;
            long negativesBelow = 0;
            long positives = 0;
            int at = 0;
            while (at < item.length) {
                long tiedPositives = 0;
                long tiedNegatives = 0;
                int number = group[at];
                for (; at < item.length && group[at] == number; at++) {
                    int count = times[item[at]];
                    tiedPositives += positive[item[at]] ? count : 0;
                    tiedNegatives += positive[item[at]] ? 0 : count;
                }
                twice += tiedPositives * (2 * negativesBelow + tiedNegatives);
                negativesBelow += tiedNegatives;
                positives += tiedPositives;
            }
            long pairs = positives * negativesBelow;
            return pairs == 0 ? Double.NaN : 0.5 * twice / pairs;
        }
    }
}
