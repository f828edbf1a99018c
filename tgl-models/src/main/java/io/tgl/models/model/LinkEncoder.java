package io.tgl.models.model;

import io.tgl.core.graph.NeighborSource;

/**
 * Embeds the ends of links from the neighbors that they had before, and carries nothing from batch to batch. A head
 * makes scores of embeddings: {@link EncodedScorer}.
 */
public sealed interface LinkEncoder permits NodeEncoder, PairEncoder {
    /** Name as in the literature. */
    String name();

    /** Where neighbors come from, from now on. */
    void attach(NeighborSource neighbors);

    /** The parameters are no longer what they were: whatever was computed with them is forgotten. */
    default void parametersChanged() {}

    /** Whether a query's embedding may depend on what else is in the call. */
    default boolean dependsOnCall() {
        return false;
    }
}
