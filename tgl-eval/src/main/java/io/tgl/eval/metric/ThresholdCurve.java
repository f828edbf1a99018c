package io.tgl.eval.metric;

import io.tgl.core.base.InvalidInput;
import java.util.Arrays;

/**
 * Counts of true and false positives at every distinct score, from the highest down; equal scores are one threshold.
 *
 * @param truePositives positives with at least that score
 * @param falsePositives negatives with at least that score
 * @param size number of distinct scores; entries 0 .. size - 1 of the arrays count
 */
record ThresholdCurve(int[] truePositives, int[] falsePositives, int size) {

    /** Sorts both arrays and merges them. */
    static ThresholdCurve of(double[] positive, double[] negative) {
        int p = prepare("positive", positive) - 1;
        int n = prepare("negative", negative) - 1;
        int[] truePositives = new int[positive.length + negative.length];
        int[] falsePositives = new int[truePositives.length];
        int size = 0;
        while (p >= 0 || n >= 0) {
            double threshold = p < 0 ? negative[n] : n < 0 ? positive[p] : Math.max(positive[p], negative[n]);
            while (p >= 0 && positive[p] == threshold) {
                p--;
            }
            while (n >= 0 && negative[n] == threshold) {
                n--;
            }
            truePositives[size] = positive.length - 1 - p;
            falsePositives[size] = negative.length - 1 - n;
            size++;
        }
        return new ThresholdCurve(truePositives, falsePositives, size);
    }

    private static int prepare(String kind, double[] scores) {
        if (scores.length == 0) {
            throw InvalidInput.at("metric", "at least one " + kind + " score", "none");
        }
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw InvalidInput.at(kind + " score " + i, "a number", scores[i]);
            }
        }
        Arrays.sort(scores);
        return scores.length;
    }

    int positives() {
        return truePositives[size - 1];
    }

    int negatives() {
        return falsePositives[size - 1];
    }

    /** Without the points that lie on the straight line between their neighbors; first and last point stay. */
    ThresholdCurve withoutCollinear() {
        if (size <= 2) {
            return this;
        }
        int[] t = new int[size];
        int[] f = new int[size];
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || i == size - 1 || bends(truePositives, i) || bends(falsePositives, i)) {
                t[kept] = truePositives[i];
                f[kept] = falsePositives[i];
                kept++;
            }
        }
        return new ThresholdCurve(t, f, kept);
    }

    private static boolean bends(int[] counts, int i) {
        return counts[i + 1] - counts[i] != counts[i] - counts[i - 1];
    }
}
