package io.tgl.models.model;

import io.tgl.core.event.EventBatch;
import io.tgl.core.graph.NeighborSource;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.RankingQueries;
import java.util.Set;

/**
 * What the driver knows of a model. Score, then observe: the state learns of an event only through {@link #observe}, and
 * the driver calls it only after every query of that batch is scored.
 */
public interface Scorer {
    /** Name as in the literature, e.g. "TGN". */
    String name();

    /** What its queries see. */
    Visibility visibility();

    /**
     * What its scores hang on once events were observed. A test of every registered model holds it: a channel in the set
     * changes scores, one outside changes no bit.
     *
     * @return all channels, unless the model says otherwise
     */
    default Set<InputChannel> inputs() {
        return Set.of(InputChannel.values());
    }

    /** Back to the empty state (start of every training epoch). Parameters stay. */
    void reset();

    /** Where neighbors come from, from now on. Heuristics ignore it. */
    void attach(NeighborSource neighbors);

    /**
     * Scores each query from the present state; changes no state.
     *
     * @param scores receives queries.size() values; higher is likelier. Learned models give probabilities.
     */
    void score(LinkQueries queries, float[] scores);

    /**
     * Scores each source against its own candidates from the present state; changes no state. The bits are those of
     * {@link #score}.
     *
     * @param scores receives candidates[i].length values for query i
     */
    default void rank(RankingQueries queries, float[][] scores) {
        for (int i = 0; i < queries.size(); i++) {
            score(queries.pairs(i), scores[i]);
        }
    }

    /** Whether a query's score may depend on what else is in the call; then calls must not be joined or split. */
    default boolean dependsOnCall() {
        return false;
    }

    /** Advances the state by the batch. */
    void observe(EventBatch batch);

    /** A copy of the state. */
    ModelState state();

    /** Back to a state that {@link #state} gave. */
    void restore(ModelState state);
}
