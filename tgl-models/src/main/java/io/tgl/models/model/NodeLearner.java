package io.tgl.models.model;

import io.tgl.core.event.EventBatch;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * A node-wise encoder that a head other than its own can train, e.g. {@link EncodedAffinity}. Letters: n nodes, N embedding
 * width.
 */
public interface NodeLearner extends Encoder {
    /** Whether it really embeds a node without knowing a partner; a scorer of pairs does not. */
    default boolean embedsNodes() {
        return true;
    }

    /**
     * Embeddings [n, N] of distinct nodes at a time, from the present state, with gradient on a recording tape.
     *
     * @param dropouts {@link Dropouts#NONE} in scoring
     */
    Tensor embed(Tape tape, int[] nodes, long time, Dropouts dropouts);

    /**
     * Advances the state in training: what is embedded on the tape afterwards carries gradient through this step where the
     * model passes one. Most pass none.
     *
     * @param tape recording, or a scoring tape if nothing will be embedded before the next step
     */
    default void observe(EventBatch batch, Tape tape) {
        observe(batch);
    }

    /** The tape of the last {@link #observe(EventBatch, Tape)} was reset: nothing on it may be used any more. */
    default void tapeEnded() {}

    /** The parameters with their gradients; those of the model's own head get none. */
    Parameters tensors();

    /** The parameters are no longer what they were: whatever was computed with them is forgotten. */
    void parametersChanged();
}
