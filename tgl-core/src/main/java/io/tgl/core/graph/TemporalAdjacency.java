package io.tgl.core.graph;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.parallel.Workers;

/**
 * The whole stream as temporal compressed sparse rows (T-CSR), both directions. Immutable. Two
 * entries an event of 12 bytes each (neighbor, event id, time; 16 where the stream spans 2^31 ticks or more), and a search
 * index of 2 % of that. At most 268,435,454 events.
 *
 * <p>T-CSR: Zhou et al., "TGL: A General Framework for Temporal GNN Training on Billion-Scale Graphs", VLDB 2022,
 * section 3.1.
 */
public final class TemporalAdjacency extends Adjacency {
    private final int[] offsets;
    private final Entries entries;
    private final Fences fences;

    private TemporalAdjacency(int[] offsets, Entries entries, Fences fences) {
        this.offsets = offsets;
        this.entries = entries;
        this.fences = fences;
    }

    /**
     * Builds the adjacency by a counting sort: two passes over the events, linear in events and nodes.
     *
     * @throws InvalidInput if two entries an event are more than one array can hold
     */
    public static TemporalAdjacency of(EventStream stream, Workers workers) {
        int size = entryCount(stream.size());
        int nodeCount = stream.nodeCount();
        // A chunk costs a counter a node: no more chunks than pay for theirs.
        int chunks = Math.clamp(size / Math.max(1L, nodeCount), 1, workers.threads());
        int[][] next = new int[chunks][nodeCount];
        workers.run(
                chunks, c -> count(stream, chunkBegin(c, chunks, stream), chunkBegin(c + 1, chunks, stream), next[c]));
        int[] offsets = turnIntoPositions(next, nodeCount);
        boolean empty = stream.size() == 0;
        long first = empty ? 0 : stream.time(0);
        long last = empty ? 0 : stream.time(stream.size() - 1);
        Entries entries = Entries.ofSize(size, first, last);
        workers.run(
                chunks,
                c -> scatter(
                        stream, chunkBegin(c, chunks, stream), chunkBegin(c + 1, chunks, stream), next[c], entries));
        return new TemporalAdjacency(offsets, entries, Fences.of(entries, first, last));
    }

    static int entryCount(long events) {
        if (2 * events > MAX_ENTRIES) {
            throw InvalidInput.at("temporal adjacency", "at most " + MAX_ENTRIES / 2 + " events", events);
        }
        return (int) (2 * events);
    }

    private static int chunkBegin(int chunk, int chunks, EventStream stream) {
        return (int) ((long) stream.size() * chunk / chunks);
    }

    private static void count(EventStream stream, int from, int to, int[] degree) {
        for (int row = from; row < to; row++) {
            degree[stream.source(row)]++;
            degree[stream.destination(row)]++;
        }
    }

    /** Chunk by chunk within each node, so that lists are in stream order for any number of chunks. */
    private static int[] turnIntoPositions(int[][] next, int nodeCount) {
        int[] offsets = new int[nodeCount + 1];
        int at = 0;
        for (int node = 0; node < nodeCount; node++) {
            offsets[node] = at;
            for (int[] chunk : next) {
                int degree = chunk[node];
                chunk[node] = at;
                at += degree;
            }
        }
        offsets[nodeCount] = at;
        return offsets;
    }

    private static void scatter(EventStream stream, int from, int to, int[] next, Entries entries) {
        for (int row = from; row < to; row++) {
            int source = stream.source(row);
            int destination = stream.destination(row);
            int event = stream.eventId(row);
            long time = stream.time(row);
            entries.set(next[source]++, destination, event, time);
            entries.set(next[destination]++, source, event, time);
        }
    }

    @Override
    Entries entries() {
        return entries;
    }

    @Override
    public int nodeCount() {
        return offsets.length - 1;
    }

    @Override
    public int begin(int node) {
        return offsets[node];
    }

    @Override
    public int end(int node) {
        return offsets[node + 1];
    }

    @Override
    public void recent(int[] nodes, HistoryBound bound, int size, int k, Neighborhoods out, Workers workers) {
        if (!(bound instanceof HistoryBound.BeforeTimes times)) {
            super.recent(nodes, bound, size, k, out, workers);
            return;
        }
        bound.requireSize(size);
        out.reserve(size, k);
        workers.run(tasks(size), task -> {
            FencedSearch search = new FencedSearch(offsets, entries, fences);
            int to = taskEnd(task, size);
            for (int i = task * TASK_QUERIES; i < to; i += FencedSearch.BLOCK) {
                search.recent(nodes, times.times(), i, Math.min(FencedSearch.BLOCK, to - i), out);
            }
        });
    }
}
