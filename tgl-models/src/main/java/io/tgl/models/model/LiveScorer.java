package io.tgl.models.model;

import io.tgl.core.event.EventBatch;

/**
 * A scorer whose state can follow a live stream: nodes come and go, and the long part of an observation runs beside
 * scoring. Whoever drives it keeps {@link #score}, {@link #grow}, {@link #forget} and the second half of an observation
 * apart from each other, and observes from one thread at a time.
 */
public interface LiveScorer extends Scorer {
    /**
     * The first half of {@link #observe}: computes what the batch does to the state and changes nothing that others read;
     * may run while another thread scores. The result, run alone, changes the state; it is short. No other observation
     * may come between the halves. The state is then that after {@link #observe}, bit for bit.
     */
    default Runnable prepareObservation(EventBatch batch) {
        return () -> observe(batch);
    }

    /** Makes room for nodes 0 to {@code nodes - 1}; new ones have the state of a node without events. */
    default void grow(int nodes) {}

    /** Gives these nodes the state of a node without events. What others have learnt from them stays. */
    void forget(int[] nodes);

    /** Whether a batch may hold events that are earlier than others observed before. */
    default boolean admitsLateEvents() {
        return true;
    }
}
