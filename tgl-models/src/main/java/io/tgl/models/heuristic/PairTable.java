package io.tgl.models.heuristic;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Ordered node pairs with count, first and last event time: entries in order of first occurrence, found through an open
 * addressing table of entry numbers (linear probing, at most half full). 28 bytes an entry and 8 to 16 of table.
 */
final class PairTable {
    private static final int SMALLEST = 16;
    private static final int LARGEST_TABLE = 1 << 30;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private int size;
    private long[] pair = new long[SMALLEST];
    private int[] count = new int[SMALLEST];
    private long[] first = new long[SMALLEST];
    private long[] last = new long[SMALLEST];
    /** Entry number + 1, 0 = free. */
    private int[] slots = new int[2 * SMALLEST];

    private static long key(int source, int destination) {
        return ((long) source << Integer.SIZE) | (destination & 0xFFFFFFFFL);
    }

    /** Slot of the key or the free slot where it would go. */
    private int slot(long key) {
        int mask = slots.length - 1;
        long mixed = key * MIX;
        int at = (int) (mixed ^ (mixed >>> Integer.SIZE)) & mask;
        while (slots[at] != 0 && pair[slots[at] - 1] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    /** Number of the pair's entry, -1 if it was never seen. */
    int find(int source, int destination) {
        return slots[slot(key(source, destination))] - 1;
    }

    /** Counts one more event of the pair. */
    void add(int source, int destination, long time) {
        long key = key(source, destination);
        int slot = slot(key);
        int entry = slots[slot] - 1;
        if (entry < 0) {
            entry = size;
            if (entry == pair.length) {
                grow();
                slot = slot(key);
            }
            slots[slot] = entry + 1;
            pair[entry] = key;
            first[entry] = time;
            count[entry] = 0;
            size++;
        }
        count[entry]++;
        last[entry] = time;
    }

    private void grow() {
        if (size >= LARGEST_TABLE / 2) {
            throw new IllegalStateException("pair table: expected at most " + LARGEST_TABLE / 2 + " distinct pairs");
        }
        int capacity = 2 * size;
        pair = Arrays.copyOf(pair, capacity);
        count = Arrays.copyOf(count, capacity);
        first = Arrays.copyOf(first, capacity);
        last = Arrays.copyOf(last, capacity);
        rebuildSlots();
    }

    private void rebuildSlots() {
        slots = new int[2 * pair.length];
        for (int entry = 0; entry < size; entry++) {
            slots[slot(pair[entry])] = entry + 1;
        }
    }

    void clear() {
        size = 0;
        Arrays.fill(slots, 0);
    }

    /** Drops the entries of pairs with one of these nodes; the others keep their order. */
    void removeNodes(int[] nodes) {
        BitSet gone = new BitSet();
        for (int node : nodes) {
            gone.set(node);
        }
        int kept = 0;
        for (int entry = 0; entry < size; entry++) {
            if (!gone.get((int) (pair[entry] >>> Integer.SIZE)) && !gone.get((int) pair[entry])) {
                pair[kept] = pair[entry];
                count[kept] = count[entry];
                first[kept] = first[entry];
                last[kept] = last[entry];
                kept++;
            }
        }
        size = kept;
        rebuildSlots();
    }

    int size() {
        return size;
    }

    int count(int entry) {
        return count[entry];
    }

    long first(int entry) {
        return first[entry];
    }

    long last(int entry) {
        return last[entry];
    }

    long[] pairs() {
        return Arrays.copyOf(pair, size);
    }

    int[] counts() {
        return Arrays.copyOf(count, size);
    }

    long[] firstTimes() {
        return Arrays.copyOf(first, size);
    }

    long[] lastTimes() {
        return Arrays.copyOf(last, size);
    }

    /** Takes over copies of what {@link #pairs} and the others gave. */
    void load(long[] pairs, int[] counts, long[] firstTimes, long[] lastTimes) {
        size = pairs.length;
        int capacity = Integer.highestOneBit(Math.max(SMALLEST, size) * 2 - 1);
        pair = Arrays.copyOf(pairs, capacity);
        count = Arrays.copyOf(counts, capacity);
        first = Arrays.copyOf(firstTimes, capacity);
        last = Arrays.copyOf(lastTimes, capacity);
        rebuildSlots();
    }
}
