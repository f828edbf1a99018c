package io.tgl.models.walk;

import java.util.Arrays;

/** Candidate writes to the caches of one hop, in the order in which the last one wins. */
final class CacheWrites {
    private int size;
    private int[] owner = new int[64];
    private int[] key = new int[64];
    private int[] event = new int[64];
    private long[] time = new long[64];
    private int[] row = new int[64];
    private int[] because = new int[64];
    private int[] place = new int[64];

    /**
     * Adds a candidate.
     *
     * @param ownerNode whose cache it goes to
     * @param keyNode whom it is about
     * @param eventId that the entry is of
     * @param valueRow row of its representation, -1 = zeros
     * @param becauseOf event that makes the write
     * @param placeInEvent number of the write among that event's
     */
    void add(int ownerNode, int keyNode, int eventId, long at, int valueRow, int becauseOf, int placeInEvent) {
        if (size == owner.length) {
            int n = 2 * size;
            owner = Arrays.copyOf(owner, n);
            key = Arrays.copyOf(key, n);
            event = Arrays.copyOf(event, n);
            time = Arrays.copyOf(time, n);
            row = Arrays.copyOf(row, n);
            because = Arrays.copyOf(because, n);
            place = Arrays.copyOf(place, n);
        }
        owner[size] = ownerNode;
        key[size] = keyNode;
        event[size] = eventId;
        time[size] = at;
        row[size] = valueRow;
        because[size] = becauseOf;
        place[size++] = placeInEvent;
    }

    int size() {
        return size;
    }

    int owner(int i) {
        return owner[i];
    }

    int key(int i) {
        return key[i];
    }

    int event(int i) {
        return event[i];
    }

    long time(int i) {
        return time[i];
    }

    int row(int i) {
        return row[i];
    }

    int because(int i) {
        return because[i];
    }

    int place(int i) {
        return place[i];
    }
}
