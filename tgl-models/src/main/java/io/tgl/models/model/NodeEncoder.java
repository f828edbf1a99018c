package io.tgl.models.model;

import io.tgl.core.graph.NeighborSource;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * Embeds a node at a time from the neighbors it had before, and carries nothing from batch to batch. A head makes scores
 * of embeddings: {@link EncodedScorer}.
 */
public interface NodeEncoder {
    /** Name as in the literature. */
    String name();

    /** Where neighbors come from, from now on. */
    void attach(NeighborSource neighbors);

    /** The parameters are no longer what they were: whatever was computed with them is forgotten. */
    void parametersChanged();

    /**
     * Embeddings [size, N] of (node, time) queries; only events strictly before its time change a row, and no other query of
     * the call does.
     *
     * @param dropout {@link DropoutStreams#NONE} in scoring
     */
    Tensor embed(Tape tape, int[] nodes, long[] times, int size, DropoutStreams dropout);
}
