package io.tgl.eval.negative;

import io.tgl.core.event.EventStream;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;

/**
 * The distinct ordered pairs of a stream, numbered in the order of their first event: those seen up to some time are
 * always the first so many. 16 bytes a pair and 4 an event; no table of all sources by all destinations.
 */
final class SeenPairs {
    private final EventStream events;
    private final int[] pairOfRow;
    private final int[] source;
    private final int[] destination;
    private final long[] firstTime;

    private SeenPairs(EventStream events, int[] pairOfRow, int[] firstRow) {
        this.events = events;
        this.pairOfRow = pairOfRow;
        this.source = Arrays.stream(firstRow).map(events::source).toArray();
        this.destination = Arrays.stream(firstRow).map(events::destination).toArray();
        this.firstTime = Arrays.stream(firstRow).mapToLong(events::time).toArray();
    }

    static SeenPairs of(EventStream events) {
        Long2IntOpenHashMap numbers = new Long2IntOpenHashMap();
        numbers.defaultReturnValue(-1);
        int[] pairOfRow = new int[events.size()];
        int[] firstRow = new int[events.size()];
        for (int row = 0; row < pairOfRow.length; row++) {
            int fresh = numbers.size();
            int known = numbers.putIfAbsent(key(events.source(row), events.destination(row)), fresh);
            pairOfRow[row] = known < 0 ? fresh : known;
            if (known < 0) {
                firstRow[fresh] = row;
            }
        }
        return new SeenPairs(events, pairOfRow, Arrays.copyOf(firstRow, numbers.size()));
    }

    static long key(int source, int destination) {
        return ((long) source << Integer.SIZE) | destination;
    }

    int size() {
        return source.length;
    }

    int source(int pair) {
        return source[pair];
    }

    int destination(int pair) {
        return destination[pair];
    }

    /** How many pairs had their first event at that time or before. */
    int seenUpTo(long time) {
        int at = Arrays.binarySearch(firstTime, time);
        if (at < 0) {
            return -at - 1;
        }
        while (at < firstTime.length && firstTime[at] == time) {
            at++;
        }
        return at;
    }

    /** The distinct pairs with an event from {@code start} to {@code end}, both included, ascending. */
    int[] between(long start, long end) {
        int from = firstRowFrom(start);
        int to = from;
        while (to < events.size() && events.time(to) <= end) {
            to++;
        }
        return Arrays.stream(pairOfRow, from, to).sorted().distinct().toArray();
    }

    private int firstRowFrom(long time) {
        int low = 0;
        int high = events.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (events.time(middle) < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
