package io.tgl.models.walk;

import io.tgl.models.query.QueryIndex;
import io.tgl.models.walk.NatConfig.EmptySlots;

/**
 * The entries that NAT reads from the caches of distinct nodes: of each node first itself (hop 0), then the used slots of
 * its hops in their order. Entries that do not read as zero are live and have a row in what is computed of them; whom they
 * are about and which event they are of is numbered, so that each is projected once.
 *
 * <p>Letters: D nodes, R entries, L live ones, K distinct neighbors among these, G distinct events.
 */
final class CacheReads {
    private final NatState state;
    private final QueryIndex nodes;
    private final int[] offset;
    private final int[] key;
    private final int[] hop;
    private final int[] slot;
    private final int[] rowOf;
    private final int[] cacheRow;
    private final int[] cacheHop;
    private final QueryIndex keys = new QueryIndex();
    private final QueryIndex events = new QueryIndex();
    private final int[] keyOf;
    private final int[] eventOf;
    private int live;

    /** Reads the caches of these nodes; the times beside them are not looked at. */
    CacheReads(NatState state, QueryIndex nodes, EmptySlots empty) {
        this.state = state;
        this.nodes = nodes;
        int all = 0;
        for (int h = 0; h < state.hops(); h++) {
            all += state.slots(h);
        }
        int room = Math.multiplyExact(nodes.size(), all);
        offset = new int[nodes.size() + 1];
        key = new int[room];
        hop = new int[room];
        slot = new int[room];
        rowOf = new int[room];
        cacheRow = new int[room];
        cacheHop = new int[room];
        keyOf = new int[room];
        eventOf = new int[room];
        keys.clear();
        events.clear();
        int size = 0;
        for (int d = 0; d < nodes.size(); d++) {
            int node = nodes.nodes()[d];
            for (int h = 0; h < state.hops(); h++) {
                for (int s = 0; s < state.slots(h); s++) {
                    int row = node * state.slots(h) + s;
                    int about = h == 0 ? node : state.key(h, row);
                    if (about != NatState.NONE) {
                        add(size++, about, h, s, row, empty);
                    }
                }
            }
            offset[d + 1] = size;
        }
    }

    private void add(int entry, int about, int h, int s, int row, EmptySlots empty) {
        key[entry] = about;
        hop[entry] = h;
        slot[entry] = s;
        boolean isZero = empty == EmptySlots.BY_TIME ? state.time(h, row) == 0 : state.key(h, row) == NatState.NONE;
        rowOf[entry] = isZero ? -1 : live;
        if (!isZero) {
            cacheRow[live] = row;
            cacheHop[live] = h;
            keyOf[live] = keys.add(about, 0);
            eventOf[live] = events.add(state.event(h, row), state.time(h, row));
            live++;
        }
    }

    /** Number of a node, or -1. */
    int numberOf(int node) {
        return nodes.find(node, 0);
    }

    /** The D nodes. */
    QueryIndex nodes() {
        return nodes;
    }

    /** First entry of a node; of number D the end. */
    int begin(int number) {
        return offset[number];
    }

    /** R. */
    int size() {
        return offset[nodes.size()];
    }

    /** Whom an entry is about. */
    int key(int entry) {
        return key[entry];
    }

    int hop(int entry) {
        return hop[entry];
    }

    /** Slot of an entry within its node's cache. */
    int slot(int entry) {
        return slot[entry];
    }

    /** Live row of an entry, or -1 if it reads as zero. */
    int rowOf(int entry) {
        return rowOf[entry];
    }

    /** L. */
    int live() {
        return live;
    }

    /** The K distinct neighbors of live entries, and [L] which one each is about. */
    QueryIndex keys() {
        return keys;
    }

    int[] keyOf() {
        return keyOf;
    }

    /** The G distinct (event, time) of live entries, and [L] which one each is of. */
    QueryIndex events() {
        return events;
    }

    int[] eventOf() {
        return eventOf;
    }

    /** The stored representations of live rows from .. to - 1, into target [L, width]. */
    void copyValues(float[] target, int width, int from, int to) {
        for (int row = from; row < to; row++) {
            state.copyValue(cacheHop[row], cacheRow[row], target, row * width);
        }
    }
}
