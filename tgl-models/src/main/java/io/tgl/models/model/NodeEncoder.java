package io.tgl.models.model;

import io.tgl.core.nn.Dropouts;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/** Embeds a node at a time from the neighbors it had before, whatever it is paired with. */
public non-sealed interface NodeEncoder extends LinkEncoder {
    /**
     * Embeddings [size, N] of (node, time) queries; only events strictly before its time change a row, and no other query of
     * the call does.
     *
     * @param dropout {@link Dropouts#NONE} in scoring
     * @param merged whether equal computations are done once; in training they then share a dropout draw (other noise with
     *     the same mean), while published implementations do and draw each separately. Exact without dropout
     */
    Tensor embed(Tape tape, int[] nodes, long[] times, int size, Dropouts dropout, boolean merged);
}
