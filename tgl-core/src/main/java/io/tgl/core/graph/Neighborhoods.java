package io.tgl.core.graph;

import java.util.Arrays;

/**
 * The answers to n queries of k neighbors each, reused from batch to batch. Row-major [n, k]; within a row the oldest
 * comes first and the newest stands last; unused slots stand in front and hold neighbor -1, event -1, time 0.
 */
public final class Neighborhoods {
    private int size;
    private int width;
    private int[] neighbor = new int[0];
    private int[] event = new int[0];
    private long[] time = new long[0];
    private int[] count = new int[0];

    /** Makes room for {@code size} queries of {@code width} slots and fills every slot with padding. */
    public void resize(int size, int width) {
        reserve(size, width);
        int slots = size * width;
        Arrays.fill(neighbor, 0, slots, -1);
        Arrays.fill(event, 0, slots, -1);
        Arrays.fill(time, 0, slots, 0);
        Arrays.fill(count, 0, size, 0);
    }

    /**
     * Makes room for {@code size} queries of {@code width} slots and leaves the slots as they are: who calls this calls
     * {@link #startRow} for every row.
     */
    public void reserve(int size, int width) {
        int slots = Math.multiplyExact(size, width);
        if (neighbor.length < slots) {
            neighbor = new int[slots];
            event = new int[slots];
            time = new long[slots];
        }
        if (count.length < size) {
            count = new int[size];
        }
        this.size = size;
        this.width = width;
    }

    /**
     * Pads the front of a row for {@code used} neighbors and records their number.
     *
     * @return the slot of the first (oldest) of them in {@link #neighbor}, {@link #event} and {@link #time}
     */
    public int startRow(int row, int used) {
        int start = row * width;
        int first = start + width - used;
        // Loops: a row is short, and a call of fill costs more than it.
        for (int i = start; i < first; i++) {
            neighbor[i] = -1;
        }
        for (int i = start; i < first; i++) {
            event[i] = -1;
        }
        for (int i = start; i < first; i++) {
            time[i] = 0;
        }
        count[row] = used;
        return first;
    }

    /** Number of queries n. */
    public int size() {
        return size;
    }

    /** Slots a query k. */
    public int width() {
        return width;
    }

    /** Neighbor ids [n, k], -1 = padding. Valid up to n * k. */
    public int[] neighbor() {
        return neighbor;
    }

    /** Event ids [n, k], -1 = padding. */
    public int[] event() {
        return event;
    }

    /** Event times in ticks [n, k], 0 = padding. */
    public long[] time() {
        return time;
    }

    /** How many neighbors each query has [n]; they stand in the last {@code count[i]} slots. */
    public int[] count() {
        return count;
    }
}
