package io.tgl.datasets.format;

import io.tgl.core.event.EventStream;
import java.util.BitSet;

/** Counts what {@link EventStatistics} tells, in one walk in the order of time. */
final class EventCounter {
    private final EventStream events;
    /** Open addressing over the events of one time: their rows + 1, valid where the stamp is the present time's. */
    private int[] table = new int[64];

    private int[] stamp = new int[64];
    private int present;

    EventCounter(EventStream events) {
        this.events = events;
    }

    EventStatistics count(int rowsMoved) {
        int n = events.size();
        int distinct = 0;
        int duplicates = 0;
        for (int from = 0, to; from < n; from = to) {
            to = from + 1;
            while (to < n && events.time(to) == events.time(from)) {
                to++;
            }
            distinct++;
            duplicates += to - from > 1 ? duplicates(from, to) : 0;
        }
        return new EventStatistics(
                n,
                events.nodeCount(),
                occurring(),
                relations(),
                distinct,
                n == 0 ? 0 : events.time(0),
                n == 0 ? 0 : events.time(n - 1),
                selfLoops(),
                duplicates,
                positive(),
                weights(1),
                weights(-1),
                events.features().width(),
                rowsMoved == 0,
                rowsMoved);
    }

    private int duplicates(int from, int to) {
        int wanted = Integer.highestOneBit(Math.min(1 << 29, to - from)) << 2;
        if (table.length < wanted) {
            table = new int[wanted];
            stamp = new int[wanted];
            present = 0;
        }
        present++;
        int mask = wanted - 1;
        int repeated = 0;
        for (int row = from; row < to; row++) {
            int slot = hash(row) & mask;
            while (stamp[slot] == present && !same(table[slot], row)) {
                slot = slot + 1 & mask;
            }
            repeated += stamp[slot] == present ? 1 : 0;
            if (stamp[slot] != present) {
                stamp[slot] = present;
                table[slot] = row;
            }
        }
        return repeated;
    }

    private int hash(int row) {
        long key = events.source(row) * 0x9E3779B97F4A7C15L + events.destination(row) * 0xC2B2AE3D27D4EB4FL;
        key += events.relation(row) * 0x165667B19E3779F9L;
        key = (key ^ key >>> 32) * 0x9E3779B97F4A7C15L;
        return (int) (key >>> 33);
    }

    private boolean same(int a, int b) {
        return events.source(a) == events.source(b)
                && events.destination(a) == events.destination(b)
                && events.relation(a) == events.relation(b);
    }

    private int occurring() {
        byte[] seen = new byte[events.nodeCount()];
        for (int i = 0; i < events.size(); i++) {
            seen[events.source(i)] = 1;
            seen[events.destination(i)] = 1;
        }
        int count = 0;
        for (byte b : seen) {
            count += b;
        }
        return count;
    }

    private int relations() {
        if (!events.hasRelation()) {
            return 0;
        }
        BitSet seen = new BitSet();
        for (int i = 0; i < events.size(); i++) {
            seen.set(events.relation(i));
        }
        return seen.cardinality();
    }

    private int selfLoops() {
        int count = 0;
        for (int i = 0; i < events.size(); i++) {
            count += events.source(i) == events.destination(i) ? 1 : 0;
        }
        return count;
    }

    private int positive() {
        int count = 0;
        for (int i = 0; i < events.size() && events.hasLabel(); i++) {
            count += events.label(i) > 0 ? 1 : 0;
        }
        return count;
    }

    private int weights(int sign) {
        int count = 0;
        for (int i = 0; i < events.size() && events.hasWeight(); i++) {
            count += events.weight(i) * sign > 0 ? 1 : 0;
        }
        return count;
    }
}
