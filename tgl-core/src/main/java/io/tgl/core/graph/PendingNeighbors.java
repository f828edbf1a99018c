package io.tgl.core.graph;

import io.tgl.core.event.EventBatch;
import io.tgl.core.parallel.Workers;

/**
 * A neighbor source with the events of one batch on top that it has not taken in: what a live query sees of the batch
 * that is being scored. Answers are those of a source that had taken the batch in. Not to be read while it changes.
 */
public final class PendingNeighbors implements NeighborSource {
    private final NeighborSource below;
    private final GrowingAdjacency pending;
    private final Neighborhoods above = new Neighborhoods();
    private boolean hasPending;

    /**
     * Nothing pending.
     *
     * @param lateEvents whether pending events may be out of order
     */
    public PendingNeighbors(NeighborSource below, boolean lateEvents) {
        this.below = below;
        this.pending = new GrowingAdjacency(lateEvents);
    }

    /** Puts a batch on top for as long as {@code action} runs. */
    public void with(EventBatch batch, Runnable action) {
        pending.append(batch);
        hasPending = true;
        try {
            action.run();
        } finally {
            hasPending = false;
            pending.retract(batch);
        }
    }

    @Override
    public void recent(int[] nodes, HistoryBound bound, int size, int k, Neighborhoods out, Workers workers) {
        below.recent(nodes, bound, size, k, out, workers);
        if (hasPending) {
            pending.recent(nodes, bound, size, k, above, workers);
            for (int q = 0; q < size; q++) {
                if (above.count()[q] > 0) {
                    merge(q, k, out);
                }
            }
        }
    }

    /** Both rows by time, newest last, from the end; of equal times the pending one is the newer. */
    private void merge(int query, int k, Neighborhoods out) {
        int begin = query * k;
        int old = begin + k - 1;
        int oldest = begin + k - out.count()[query];
        int fresh = begin + k - 1;
        int freshest = begin + k - above.count()[query];
        int count = Math.min(k, out.count()[query] + above.count()[query]);
        int[] neighbor = new int[count];
        int[] event = new int[count];
        long[] time = new long[count];
        for (int i = count - 1; i >= 0; i--) {
            boolean takesFresh = fresh >= freshest && (old < oldest || above.time()[fresh] >= out.time()[old]);
            Neighborhoods from = takesFresh ? above : out;
            int at = takesFresh ? fresh-- : old--;
            neighbor[i] = from.neighbor()[at];
            event[i] = from.event()[at];
            time[i] = from.time()[at];
        }
        int start = out.startRow(query, count);
        System.arraycopy(neighbor, 0, out.neighbor(), start, count);
        System.arraycopy(event, 0, out.event(), start, count);
        System.arraycopy(time, 0, out.time(), start, count);
    }
}
