package io.tgl.eval.task;

import io.tgl.core.event.EventBatch;
import io.tgl.eval.metric.RankingMetrics;
import io.tgl.models.model.Scorer;
import io.tgl.models.query.RankingQueries;
import java.util.Arrays;

/**
 * Link ranking: the place of an event's destination among its candidates, ties at the mean of the best and the worst place.
 * All queries of a batch are scored, then the scorer observes the batch.
 */
public final class LinkRanking {
    private LinkRanking() {}

    /** Hears the scores of each batch, before its events are observed. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A batch was scored.
         *
         * @param scores a score a candidate, for each query of the batch
         */
        void scored(int batch, RankingQueries queries, float[][] scores);
    }

    /**
     * Ranks the events of a table that are asked of, from the scorer's present state, which all of its events then advance
     * batch by batch.
     *
     * @param where what is evaluated, for messages, e.g. "epoch 3, validation"
     * @return a rank a query, from 1
     * @throws NonFiniteResult at the first score that is not finite, naming batch and query
     */
    public static double[] ranks(
            Scorer scorer,
            RankingTable table,
            String where,
            Listener listener,
            PhaseTimes times,
            BatchProgress progress) {
        double[] ranks = new double[table.queries()];
        int first = 0;
        for (int b = 0; b < table.batches(); b++) {
            times.start();
            EventBatch batch = table.batch(b);
            RankingQueries queries = table.queries(b);
            float[][] scores = new float[queries.size()][];
            Arrays.setAll(scores, i -> new float[queries.candidates()[i].length]);
            times.spent(Phase.NEGATIVES);
            if (scores.length > 0) {
                scorer.rank(queries, scores);
            }
            times.spent(Phase.SCORING);
            for (int i = 0; i < scores.length; i++) {
                checkFinite(queries, scores[i], where, b, i);
                ranks[first + i] = RankingMetrics.rank(scores[i][0], scores[i], 1, scores[i].length);
            }
            first += scores.length;
            listener.scored(b, queries, scores);
            times.spent(Phase.METRICS);
            scorer.observe(batch);
            times.spent(Phase.OBSERVING);
            progress.batchDone(b + 1, table.batches());
        }
        return ranks;
    }

    private static void checkFinite(RankingQueries queries, float[] scores, String where, int batch, int query) {
        for (int c = 0; c < scores.length; c++) {
            if (!Float.isFinite(scores[c])) {
                throw new NonFiniteResult(
                        where + ", batch " + batch + ", query " + query + " (" + queries.source()[query] + ", "
                                + queries.candidates()[query][c] + ", " + queries.time()[query] + ")",
                        "score",
                        scores[c]);
            }
        }
    }
}
