package io.tgl.eval.metric;

import io.tgl.core.base.InvalidInput;

/**
 * Average precision and area under the ROC curve of scored positives and negatives, to the last digit as scikit-learn
 * computes them: equal scores are one threshold, points of the ROC curve on a straight line are dropped, sums are
 * {@link NumpyMath}'s.
 */
public final class ClassificationMetrics {
    private ClassificationMetrics() {}

    /**
     * Both metrics.
     *
     * @param averagePrecision see {@link #averagePrecision}
     * @param rocAuc see {@link #rocAuc}
     */
    public record Binary(double averagePrecision, double rocAuc) {}

    /**
     * Sum over thresholds of (recall - recall before) * precision, without interpolation.
     *
     * @throws InvalidInput if a score is NaN or a side has none
     */
    public static double averagePrecision(double[] positive, double[] negative) {
        return averagePrecision(ThresholdCurve.of(positive.clone(), negative.clone()));
    }

    /**
     * Area under the ROC curve by trapezoids; ties between a positive and a negative count half.
     *
     * @throws InvalidInput if a score is NaN or a side has none
     */
    public static double rocAuc(double[] positive, double[] negative) {
        return rocAuc(ThresholdCurve.of(positive.clone(), negative.clone()));
    }

    /** Both metrics of positives scores[from .. middle - 1] and negatives scores[middle .. to - 1]. */
    public static Binary binary(float[] scores, int from, int middle, int to) {
        ThresholdCurve curve = ThresholdCurve.of(widened(scores, from, middle), widened(scores, middle, to));
        return new Binary(averagePrecision(curve), rocAuc(curve));
    }

    private static double[] widened(float[] scores, int from, int to) {
        double[] out = new double[to - from];
        for (int i = 0; i < out.length; i++) {
            out[i] = scores[from + i];
        }
        return out;
    }

    /** Terms from the lowest threshold up, as the reference sums them. */
    private static double averagePrecision(ThresholdCurve curve) {
        double[] terms = new double[curve.size()];
        double positives = curve.positives();
        for (int i = 0; i < terms.length; i++) {
            int at = terms.length - 1 - i;
            int hits = curve.truePositives()[at];
            double precision = (double) hits / (hits + curve.falsePositives()[at]);
            double before = at == 0 ? 0.0 : curve.truePositives()[at - 1] / positives;
            terms[i] = (before - hits / positives) * precision;
        }
        return Math.max(0.0, -NumpyMath.sum(terms));
    }

    private static double rocAuc(ThresholdCurve full) {
        ThresholdCurve curve = full.withoutCollinear();
        double positives = curve.positives();
        double negatives = curve.negatives();
        double[] areas = new double[curve.size()];
        double x = 0.0;
        double y = 0.0;
        for (int i = 0; i < areas.length; i++) {
            double nextX = curve.falsePositives()[i] / negatives;
            double nextY = curve.truePositives()[i] / positives;
            areas[i] = (nextX - x) * (nextY + y) / 2.0;
            x = nextX;
            y = nextY;
        }
        return NumpyMath.sum(areas);
    }
}
