package io.tgl.models.model;

import io.tgl.core.event.EventBatch;
import io.tgl.core.graph.NeighborSource;
import io.tgl.models.query.AffinityQueries;
import io.tgl.models.query.AffinityTargets;

/**
 * Predicts how a node's next period is shared among C classes. Score, then observe, as with {@link Scorer}: of events the
 * state learns only through {@link #observe}, of labels only through {@link #observeLabels}, which the driver calls after
 * the queries of that label time were scored.
 */
public interface AffinityScorer {
    /** Name as in the literature, e.g. "Persistent forecast". */
    String name();

    /** Back to the empty state. Parameters stay. */
    void reset();

    /** Where neighbors come from, from now on. Heuristics ignore it. */
    void attach(NeighborSource neighbors);

    /** Advances the state by the batch. */
    void observe(EventBatch batch);

    /**
     * Scores all classes from the present state; changes no state.
     *
     * @param scores receives [q, C] values, row-major; higher is likelier. Only their order within a row counts.
     */
    void affinities(AffinityQueries queries, double[] scores);

    /**
     * Learns what the answers were. The labels of a period are complete only when it is over: a protocol asks about a node
     * again at the earliest at the next label time.
     */
    void observeLabels(AffinityQueries queries, AffinityTargets labels);
}
