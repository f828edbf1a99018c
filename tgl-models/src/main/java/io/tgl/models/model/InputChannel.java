package io.tgl.models.model;

/** A kind of input that a score may hang on, beside which events were observed. */
public enum InputChannel {
    /** Features of events. */
    EDGE_FEATURE,
    /** Features of nodes. */
    NODE_FEATURE,
    /** Times of events, apart from their order. */
    TIME,
    /** Past events of a node as the attached {@link io.tgl.core.graph.NeighborSource} gives them. */
    NEIGHBOR
}
