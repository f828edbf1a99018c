package io.tgl.core.graph;

import io.tgl.core.parallel.Workers;

/**
 * Exact adjacency: every event of a node in both directions, as one contiguous range of entries in stream order. An
 * event stands once in its source's list and once in its destination's; a self-loop therefore twice in one list.
 * Entries are read by index, {@link #begin} to {@link #indexBefore} for the history of a query.
 */
public abstract sealed class Adjacency implements NeighborSource permits TemporalAdjacency, GrowingAdjacency {
    /** Queries a task: enough work to pay for handing it over. */
    static final int TASK_QUERIES = 512;

    /** The largest number of entries (two an event). */
    static final int MAX_ENTRIES = Entries.MAX;

    abstract Entries entries();

    /** Nodes are 0 .. nodeCount - 1. */
    public abstract int nodeCount();

    /** Index of the first entry of a node. */
    public abstract int begin(int node);

    /** One past the last entry of a node. */
    public abstract int end(int node);

    /** Neighbor of entry {@code index}. */
    public final int neighborAt(int index) {
        return entries().neighbor(index);
    }

    /** Event id of entry {@code index}. */
    public final int eventAt(int index) {
        return entries().event(index);
    }

    /** Time of entry {@code index} in ticks. */
    public final long timeAt(int index) {
        return entries().time(index);
    }

    /** One past the node's last entry with a time strictly below {@code time}. */
    public final int indexBefore(int node, long time) {
        return entries().lowerTime(begin(node), end(node), time);
    }

    /** One past the node's last entry of an event before {@code event}. */
    public final int indexBeforeEvent(int node, int event) {
        return entries().lowerEvent(begin(node), end(node), event);
    }

    /** One past the last entry of the node that query {@code query} of the bound sees. */
    public final int indexBefore(int node, HistoryBound bound, int query) {
        return switch (bound) {
            case HistoryBound.BeforeTimes b -> indexBefore(node, b.times()[query]);
            case HistoryBound.BeforeEvent b -> indexBeforeEvent(node, b.event());
        };
    }

    /** Number of entries of the node with a time strictly below {@code time}. */
    public final int degreeBefore(int node, long time) {
        return indexBefore(node, time) - begin(node);
    }

    /** Where the last {@code most} entries before {@code time} begin; they end at {@link #indexBefore(int, long)}. */
    public final int firstOfLast(int node, long time, int most) {
        return Math.max(begin(node), indexBefore(node, time) - most);
    }

    @Override
    public void recent(int[] nodes, HistoryBound bound, int size, int k, Neighborhoods out, Workers workers) {
        bound.requireSize(size);
        out.reserve(size, k);
        workers.run(tasks(size), task -> {
            int to = taskEnd(task, size);
            for (int i = task * TASK_QUERIES; i < to; i++) {
                int node = nodes[i];
                if (node < 0) {
                    out.startRow(i, 0);
                } else {
                    entries().copyLast(begin(node), indexBefore(node, bound, i), out, i);
                }
            }
        });
    }

    static int tasks(int size) {
        return (int) (((long) size + TASK_QUERIES - 1) / TASK_QUERIES);
    }

    static int taskEnd(int task, int size) {
        return (int) Math.min(size, (task + 1L) * TASK_QUERIES);
    }
}
