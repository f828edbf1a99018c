package io.tgl.eval.metric;

import io.tgl.core.base.InvalidInput;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * From which score on an item is called positive, chosen on a validation set.
 *
 * @param score the smallest score that is called positive
 * @param macroF1 macro-F1 of the two classes where it was chosen
 */
public record DecisionThreshold(float score, double macroF1) {
    /** The threshold with the largest macro-F1 among the scores that occur; of several the highest. */
    public static DecisionThreshold ofBestMacroF1(float[] scores, boolean[] positive) {
        if (scores.length != positive.length || scores.length == 0) {
            throw InvalidInput.at("threshold", "scores and as many labels", scores.length + ", " + positive.length);
        }
        int[] descending = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]).thenComparing(i -> i))
                .mapToInt(Integer::intValue)
                .toArray();
        int positives = 0;
        for (boolean p : positive) {
            positives += p ? 1 : 0;
        }
        int hits = 0;
        DecisionThreshold best = new DecisionThreshold(Float.POSITIVE_INFINITY, -1);
        for (int i = 0; i < descending.length; i++) {
            hits += positive[descending[i]] ? 1 : 0;
            float here = scores[descending[i]];
            if (i + 1 == descending.length || scores[descending[i + 1]] != here) {
                double f1 = macroF1(hits, i + 1, positives, scores.length);
                best = f1 > best.macroF1 ? new DecisionThreshold(here, f1) : best;
            }
        }
        return best;
    }

    private static double macroF1(int hits, int called, int positives, int all) {
        double ofPositive = f1(hits, called + positives);
        int rightlyNegative = all - called - (positives - hits);
        double ofNegative = f1(rightlyNegative, all - called + (all - positives));
        return (ofPositive + ofNegative) / 2;
    }

    private static double f1(int hits, int both) {
        return both == 0 ? 0 : 2.0 * hits / both;
    }

    /** Macro-F1 of calling positive what scores at least this much. */
    public double macroF1On(float[] scores, boolean[] positive) {
        int hits = 0;
        int called = 0;
        int positives = 0;
        for (int i = 0; i < scores.length; i++) {
            boolean calls = scores[i] >= score;
            called += calls ? 1 : 0;
            positives += positive[i] ? 1 : 0;
            hits += calls && positive[i] ? 1 : 0;
        }
        return macroF1(hits, called, positives, scores.length);
    }
}
