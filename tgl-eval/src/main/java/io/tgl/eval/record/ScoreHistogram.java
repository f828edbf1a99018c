package io.tgl.eval.record;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How the scores of a split are spread over [low, high] in bins of equal width; the last bin includes high.
 *
 * @param split name of the split
 * @param low lower end of the first bin
 * @param high upper end of the last bin
 * @param positives count of positives' scores per bin
 * @param negatives count of negatives' scores per bin
 */
public record ScoreHistogram(String split, float low, float high, List<Integer> positives, List<Integer> negatives) {
    /** Copies the counts and checks that both lists have the same length. */
    public ScoreHistogram {
        if (positives.size() != negatives.size() || positives.isEmpty() || !(low < high)) {
            throw new IllegalArgumentException("histogram of " + split + ": expected equally many bins over low < high"
                    + ", found " + positives.size() + " and " + negatives.size() + " over " + low + " .. " + high);
        }
        positives = List.copyOf(positives);
        negatives = List.copyOf(negatives);
    }

    /**
     * Counts scores. Probabilities get the range [0, 1]; other scores the range from the smallest to the largest.
     *
     * @param positive scores of positives
     * @param negative scores of negatives
     */
    public static ScoreHistogram of(String split, float[] positive, float[] negative, int bins) {
        float low = 0;
        float high = 1;
        for (float[] scores : List.of(positive, negative)) {
            for (float score : scores) {
                if (!Float.isFinite(score)) {
                    throw new IllegalArgumentException(
                            "score of " + split + ": expected a finite number, found " + score);
                }
                low = Math.min(low, score);
                high = Math.max(high, score);
            }
        }
        return new ScoreHistogram(split, low, high, count(positive, low, high, bins), count(negative, low, high, bins));
    }

    private static List<Integer> count(float[] scores, float low, float high, int bins) {
        int[] counts = new int[bins];
        for (float score : scores) {
            double position = ((double) score - low) / ((double) high - low);
            counts[Math.min(bins - 1, (int) (position * bins))]++;
        }
        List<Integer> list = new ArrayList<>(bins);
        for (int count : counts) {
            list.add(count);
        }
        return Collections.unmodifiableList(list);
    }
}
