package io.tgl.eval.record;

/**
 * One figure of one run.
 *
 * @param split where it was measured, e.g. {@link #TEST}
 * @param subset which queries of the split, {@link #ALL} or a kind of pair
 * @param metric name of the metric as in the literature, e.g. {@link #AP}
 * @param value the figure, a fraction and not a percentage
 * @param positives number of positive queries behind it
 */
public record Measure(String split, String subset, String metric, double value, long positives) {
    /** Split: transductive validation events. */
    public static final String VALIDATION = "validation";
    /** Split: transductive test events. */
    public static final String TEST = "test";
    /** Split: validation events that touch a node unseen in training. */
    public static final String NEW_NODE_VALIDATION = "new-node validation";
    /** Split: test events that touch a node unseen in training. */
    public static final String NEW_NODE_TEST = "new-node test";

    /** Subset: every query of the split. */
    public static final String ALL = "all";
    /** Subset: the pair occurred before. */
    public static final String REPEATED_PAIR = "repeated pair";
    /** Subset: both nodes are known, the pair is new. */
    public static final String NEW_PAIR = "new pair";
    /** Subset: at least one node was unseen in training. */
    public static final String NEW_NODE = "new node";

    /** Metric: average precision. */
    public static final String AP = "AP";
    /** Metric: area under the ROC curve. */
    public static final String AUC = "AUC";
    /** Metric: mean reciprocal rank. */
    public static final String MRR = "MRR";
    /** Metric: normalised discounted cumulative gain of the first 10 ranks, mean over the label times' means. */
    public static final String NDCG = "NDCG@10";
    /** Metric: the same as a mean over all rows. */
    public static final String NDCG_OVER_ROWS = "NDCG@10 over rows";
    /** Ends the name of a metric: lower end of its 95 % bootstrap interval. */
    public static final String LOW = " 95 % low";
    /** Ends the name of a metric: upper end of that interval. */
    public static final String HIGH = " 95 % high";

    /** Refuses what is no number: an undefined figure is left out of a record, not written as NaN. */
    public Measure {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    metric + " of " + split + " (" + subset + "): expected a finite number, found " + value);
        }
    }

    /** A figure over the whole split. */
    public static Measure of(String split, String metric, double value, long positives) {
        return new Measure(split, ALL, metric, value, positives);
    }

    /** Whether it is an end of another figure's interval. */
    public boolean isIntervalEnd() {
        return metric.endsWith(LOW) || metric.endsWith(HIGH);
    }

    /** "test AP" or "test AP (new pair)". */
    public String label() {
        return split + " " + metric + (subset.equals(ALL) ? "" : " (" + subset + ")");
    }
}
