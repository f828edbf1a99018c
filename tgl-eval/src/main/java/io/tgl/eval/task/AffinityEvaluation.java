package io.tgl.eval.task;

import io.tgl.core.event.EventBatch;
import io.tgl.eval.metric.Ndcg;
import io.tgl.models.model.AffinityScorer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Evaluates a scorer over label times: NDCG@10 a query, as a mean over the label times' means (TGB's convention) and over
 * all rows.
 */
public final class AffinityEvaluation implements AffinityLoop.Walker {
    /** Ranks that count. */
    public static final int RANKS = 10;

    private final AffinityTask task;
    private final AffinityScorer scorer;
    private final Consumer<double[]> sink;
    private final List<Period> periods = new ArrayList<>();

    /**
     * What one label time gave.
     *
     * @param step number of the label time
     * @param part of the split it belongs to
     * @param rows queries
     * @param sum of their NDCG@10
     */
    public record Period(int step, String part, int rows, double sum) {
        /** Mean over the queries. */
        public double mean() {
            return sum / rows;
        }
    }

    /** An evaluation that has seen nothing yet. */
    public AffinityEvaluation(AffinityTask task, AffinityScorer scorer) {
        this(task, scorer, _ -> {});
    }

    /**
     * The same whose scores are handed on.
     *
     * @param sink gets the scores [q, C] of each label time, in order
     */
    public AffinityEvaluation(AffinityTask task, AffinityScorer scorer, Consumer<double[]> sink) {
        this.task = task;
        this.scorer = scorer;
        this.sink = sink;
    }

    @Override
    public void observe(EventBatch batch) {
        scorer.observe(batch);
    }

    @Override
    public void label(int step) {
        AffinityLabels.Step asked = task.labels().steps().get(step);
        int classes = task.labels().classes();
        int n = asked.queries().size();
        double[] scores = new double[Math.multiplyExact(n, classes)];
        scorer.affinities(asked.queries(), scores);
        sink.accept(scores);
        double sum = 0;
        double[] prediction = new double[classes];
        for (int i = 0; i < n; i++) {
            System.arraycopy(scores, i * classes, prediction, 0, classes);
            sum += Ndcg.at(RANKS, asked.targets().dense(i, classes), prediction);
        }
        periods.add(new Period(step, task.part(step), n, sum));
        scorer.observeLabels(asked.queries(), asked.targets());
    }

    /** Label times of a part of the split, in order. */
    public List<Period> periods(String part) {
        return periods.stream().filter(period -> period.part().equals(part)).toList();
    }

    /** Mean over the label times of a part; NaN if there are none. */
    public double meanOverPeriods(String part) {
        return meanOverPeriods(periods(part));
    }

    /** Mean over all rows of a part; NaN if there are none. */
    public double meanOverRows(String part) {
        return meanOverRows(periods(part));
    }

    /** Mean over label times; NaN if there are none. */
    public static double meanOverPeriods(List<Period> periods) {
        double sum = 0;
        for (Period period : periods) {
            sum += period.mean();
        }
        return sum / periods.size();
    }

    /** Mean over all rows of label times; NaN if there are none. */
    public static double meanOverRows(List<Period> periods) {
        double sum = 0;
        int rows = 0;
        for (Period period : periods) {
            sum += period.sum();
            rows += period.rows();
        }
        return sum / rows;
    }
}
