package io.tgl.core.graph;

import java.util.Arrays;

/**
 * The entries of all adjacency lists as columns. A list is a contiguous range in stream order, so times and event ids
 * ascend within it.
 */
record Entries(int[] neighbor, int[] event, Times time) {
    /** Entries of any time. */
    static Entries ofSize(int size) {
        return new Entries(new int[size], new int[size], Times.wide(new long[size]));
    }

    /** Entries of times from {@code first} to {@code last}. */
    static Entries ofSize(int size, long first, long last) {
        return new Entries(new int[size], new int[size], Times.between(first, last, size));
    }

    /** Index of the first entry of [from, to) whose time is at least {@code bound}; {@code to} if there is none. */
    int lowerTime(int from, int to, long bound) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (time.at(middle) < bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Index of the first entry of [from, to) whose event id is at least {@code bound}. */
    int lowerEvent(int from, int to, int bound) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (event[middle] < bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Writes the last entries of [from, to), as many as a row holds, right aligned. */
    void copyLast(int from, int to, Neighborhoods out, int row) {
        int used = Math.min(out.width(), to - from);
        copyTo(to - used, out, out.startRow(row, used), used);
    }

    /** Writes {@code count} entries to consecutive slots. */
    void copyTo(int from, Neighborhoods out, int slot, int count) {
        System.arraycopy(neighbor, from, out.neighbor(), slot, count);
        System.arraycopy(event, from, out.event(), slot, count);
        time.copyTo(from, out.time(), slot, count);
    }

    /** Writes one entry to a slot. */
    void copyEntry(int index, Neighborhoods out, int slot) {
        out.neighbor()[slot] = neighbor[index];
        out.event()[slot] = event[index];
        out.time()[slot] = time.at(index);
    }

    /** Writes entry {@code index}. */
    void set(int index, int neighborId, int eventId, long eventTime) {
        neighbor[index] = neighborId;
        event[index] = eventId;
        time.set(index, eventTime);
    }

    /** Copies {@code count} entries to another place. */
    void move(int from, int to, int count) {
        System.arraycopy(neighbor, from, neighbor, to, count);
        System.arraycopy(event, from, event, to, count);
        time.move(from, to, count);
    }

    /** These entries with room for {@code size}. */
    Entries copyOf(int size) {
        return new Entries(Arrays.copyOf(neighbor, size), Arrays.copyOf(event, size), time.copyOf(size));
    }
}
