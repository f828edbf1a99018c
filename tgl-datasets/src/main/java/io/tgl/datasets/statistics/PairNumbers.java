package io.tgl.datasets.statistics;

import io.tgl.core.event.EventStream;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;

/** Ordered pairs by number, in order of first occurrence: 12 bytes a pair and the room between them. */
final class PairNumbers {
    private final Long2IntOpenHashMap numbers = new Long2IntOpenHashMap();

    PairNumbers() {
        numbers.defaultReturnValue(-1);
    }

    /** Number of the pair of row i, a new one if need be. */
    int number(EventStream events, int i) {
        int next = numbers.size();
        int known = numbers.putIfAbsent(pair(events.source(i), events.destination(i)), next);
        return known < 0 ? next : known;
    }

    int size() {
        return numbers.size();
    }

    /** Share of the pairs, self-loops aside, whose reverse occurs too. */
    double reciprocity() {
        long mutual = 0;
        long proper = 0;
        for (long pair : numbers.keySet()) {
            int first = (int) (pair >>> Integer.SIZE);
            int second = (int) pair;
            if (first != second) {
                proper++;
                mutual += numbers.containsKey(pair(second, first)) ? 1 : 0;
            }
        }
        return proper == 0 ? 0 : (double) mutual / proper;
    }

    private static long pair(int from, int to) {
        return (long) from << Integer.SIZE | to;
    }
}
