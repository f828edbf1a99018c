package io.tgl.eval.task;

import io.tgl.core.event.EventBatch;
import io.tgl.eval.metric.ClassificationMetrics;
import io.tgl.eval.metric.NumpyMath;
import io.tgl.models.model.Scorer;
import io.tgl.models.query.LinkQueries;

/**
 * Link prediction: is an event likelier than a drawn pair? The evaluation loop: all queries of a batch are scored, then the
 * scorer observes the batch.
 */
public final class LinkPrediction {
    private LinkPrediction() {}

    /**
     * Mean over the batches of average precision and ROC AUC, each batch's positives against its negatives; a small last
     * batch counts the same. NaN for a set without events.
     *
     * @param averagePrecision mean average precision
     * @param rocAuc mean area under the ROC curve
     */
    public record Figures(double averagePrecision, double rocAuc) {}

    /**
     * Scores all rows of a table from the scorer's present state, which the set's events then advance batch by batch.
     *
     * @param where what is evaluated, for messages, e.g. "epoch 3, validation"
     * @return one score a row
     * @throws NonFiniteResult at the first score that is not finite, naming batch and query
     */
    public static float[] score(
            Scorer scorer, LinkTable table, String where, PhaseTimes times, BatchProgress progress) {
        int most = 2 * Math.min(table.batchSize(), table.events().size());
        LinkQueries buffer = LinkQueries.of(new int[most], new int[most], new long[most]);
        float[] batchScores = new float[most];
        float[] scores = new float[table.rows()];
        times.start();
        for (int b = 0; b < table.batches(); b++) {
            EventBatch batch = table.batch(b);
            LinkQueries queries = table.queries(b, buffer);
            scorer.score(queries, batchScores);
            times.spent(Phase.SCORING);
            checkFinite(queries, batchScores, where, b);
            System.arraycopy(batchScores, 0, scores, table.firstRow(b), queries.size());
            times.start();
            scorer.observe(batch);
            times.spent(Phase.OBSERVING);
            progress.batchDone(b + 1, table.batches());
            times.start();
        }
        return scores;
    }

    private static void checkFinite(LinkQueries queries, float[] scores, String where, int batch) {
        for (int i = 0; i < queries.size(); i++) {
            if (!Float.isFinite(scores[i])) {
                throw new NonFiniteResult(
                        where + ", batch " + batch + ", query " + i + " (" + queries.source()[i] + ", "
                                + queries.destination()[i] + ", " + queries.time()[i] + ")",
                        "score",
                        scores[i]);
            }
        }
    }

    /** The published figures of a scored table. */
    public static Figures figures(LinkTable table, float[] scores) {
        double[] averagePrecision = new double[table.batches()];
        double[] rocAuc = new double[table.batches()];
        for (int b = 0; b < table.batches(); b++) {
            int first = table.firstRow(b);
            int events = table.batch(b).size();
            ClassificationMetrics.Binary binary =
                    ClassificationMetrics.binary(scores, first, first + events, first + 2 * events);
            averagePrecision[b] = binary.averagePrecision();
            rocAuc[b] = binary.rocAuc();
        }
        return new Figures(NumpyMath.mean(averagePrecision), NumpyMath.mean(rocAuc));
    }
}
