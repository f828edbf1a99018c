package io.tgl.eval.metric;

import io.tgl.core.base.InvalidInput;
import java.util.Arrays;

/**
 * Normalised discounted cumulative gain of a ranking of classes: gain = the label's value, discount = 1 / log2(rank + 1),
 * classes with equal predictions share the mean of their gains (McSherry and Najork, "Computing information retrieval
 * performance measures efficiently in the presence of tied scores", ECIR 2008), as scikit-learn's {@code ndcg_score}.
 */
public final class Ndcg {
    private Ndcg() {}

    /**
     * NDCG@k of one query.
     *
     * @param k ranks that count
     * @param gain true value of each class, not negative
     * @param prediction predicted value of each class
     * @return from 0 to 1; 0 if no class has a gain
     */
    public static double at(int k, double[] gain, double[] prediction) {
        if (gain.length != prediction.length) {
            throw InvalidInput.at("NDCG", gain.length + " predictions", prediction.length);
        }
        int n = gain.length;
        double[] discountSums = discountSums(Math.min(k, n));
        double[] ideal = gain.clone();
        Arrays.sort(ideal);
        double best = 0;
        for (int rank = 0; rank < Math.min(k, n); rank++) {
            best += ideal[n - 1 - rank] * (discountSums[rank + 1] - discountSums[rank]);
        }
        return best == 0 ? 0 : tieAveraged(gain, prediction, discountSums) / best;
    }

    /** sums[r] = discounts of the first r ranks. */
    private static double[] discountSums(int ranks) {
        double[] sums = new double[ranks + 1];
        for (int rank = 0; rank < ranks; rank++) {
            sums[rank + 1] = sums[rank] + 1 / (StrictMath.log(rank + 2) / StrictMath.log(2));
        }
        return sums;
    }

    /** A group of equal predictions takes the ranks first .. first + size - 1; the gains are added up at its first rank. */
    private static double tieAveraged(double[] gain, double[] prediction, double[] discountSums) {
        int n = gain.length;
        int ranks = discountSums.length - 1;
        double[] ascending = prediction.clone();
        for (int i = 0; i < n; i++) {
            ascending[i] += 0.0; // -0 and 0 are equal predictions
        }
        Arrays.sort(ascending);
        double[] groupGain = new double[ranks];
        int[] groupSize = new int[ranks];
        for (int i = 0; i < n; i++) {
            int first = n - endOf(ascending, prediction[i]);
            if (first < ranks) {
                groupGain[first] += gain[i];
                groupSize[first]++;
            }
        }
        double total = 0;
        for (int first = 0; first < ranks; first++) {
            if (groupSize[first] > 0) {
                int end = Math.min(ranks, first + groupSize[first]);
                total += groupGain[first] / groupSize[first] * (discountSums[end] - discountSums[first]);
            }
        }
        return total;
    }

    /** Number of entries that are at most {@code value}. */
    private static int endOf(double[] ascending, double value) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
