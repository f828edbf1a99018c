package io.tgl.eval.metric;

/**
 * Ranks of positives among their negatives and what is computed from them. The tie rule: the mean of the optimistic and
 * the pessimistic rank, 1 + (#{negatives above} + #{negatives not below}) / 2, as in the Temporal Graph Benchmark (Huang
 * et al., NeurIPS 2023).
 */
public final class RankingMetrics {
    private RankingMetrics() {}

    /** Rank of a positive among negatives[from .. to - 1]. */
    public static double rank(float positive, float[] negatives, int from, int to) {
        long above = 0;
        long notBelow = 0;
        for (int i = from; i < to; i++) {
            above += negatives[i] > positive ? 1 : 0;
            notBelow += negatives[i] >= positive ? 1 : 0;
        }
        return 1 + 0.5 * (above + notBelow);
    }

    /** Rank of a positive among its negatives. */
    public static double rank(double positive, double[] negatives) {
        long above = 0;
        long notBelow = 0;
        for (double negative : negatives) {
            above += negative > positive ? 1 : 0;
            notBelow += negative >= positive ? 1 : 0;
        }
        return 1 + 0.5 * (above + notBelow);
    }

    /** Mean reciprocal rank; NaN without ranks. */
    public static double meanReciprocalRank(double[] ranks) {
        double[] reciprocal = new double[ranks.length];
        for (int i = 0; i < ranks.length; i++) {
            reciprocal[i] = 1.0 / ranks[i];
        }
        return NumpyMath.mean(reciprocal);
    }

    /** Share of ranks that are at most k; NaN without ranks. */
    public static double hitsAt(int k, double[] ranks) {
        int hits = 0;
        for (double rank : ranks) {
            hits += rank <= k ? 1 : 0;
        }
        return (double) hits / ranks.length;
    }
}
