package io.tgl.eval.negative;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import java.util.Arrays;

/**
 * Candidate destinations of the positives of one split, found by (source, destination, time): equal triples share a list.
 * Lists may differ in length and may be empty. None contains its own positive. Compact: 8 bytes a positive beside its
 * triple, 4 a negative.
 */
public final class StoredNegatives {
    /** Name of the split between training and test. */
    public static final String VALIDATION = "validation";
    /** Name of the last split. */
    public static final String TEST = "test";

    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final String split;
    private final int[] source;
    private final int[] destination;
    private final long[] time;
    private final int[] offset;
    private final int[] negatives;
    /** Row + 1 by hash of the triple, 0 = free. */
    private final int[] slots;

    private StoredNegatives(Builder builder) {
        int n = builder.size;
        this.split = builder.split;
        this.source = Arrays.copyOf(builder.source, n);
        this.destination = Arrays.copyOf(builder.destination, n);
        this.time = Arrays.copyOf(builder.time, n);
        this.offset = Arrays.copyOf(builder.offset, n + 1);
        this.negatives = Arrays.copyOf(builder.negatives, builder.offset[n]);
        this.slots = builder.slots;
    }

    /** Name of the split, e.g. "test". */
    public String split() {
        return split;
    }

    /** Number of distinct positives. */
    public int size() {
        return source.length;
    }

    /** Number of negatives in all. */
    public int total() {
        return negatives.length;
    }

    /** Source of positive i. */
    public int source(int i) {
        return source[i];
    }

    /** Destination of positive i. */
    public int destination(int i) {
        return destination[i];
    }

    /** Time of positive i in ticks. */
    public long time(int i) {
        return time[i];
    }

    /** Number of negatives of positive i. */
    public int count(int i) {
        return offset[i + 1] - offset[i];
    }

    /** Copies the negatives of positive i to {@code target[at ..]}. */
    public void copy(int i, int[] target, int at) {
        System.arraycopy(negatives, offset[i], target, at, count(i));
    }

    /** The negatives of positive i. */
    public int[] list(int i) {
        return Arrays.copyOfRange(negatives, offset[i], offset[i + 1]);
    }

    /** Number of the positive, -1 if it has no list. */
    public int find(int from, int to, long at) {
        return slots[slot(slots, source, destination, time, from, to, at)] - 1;
    }

    /**
     * Refuses negatives that do not cover the events.
     *
     * @param where the file, for the message
     */
    public void requireAll(String where, EventBatch events) {
        int missing = 0;
        int first = -1;
        for (int i = 0; i < events.size(); i++) {
            if (find(events.source(i), events.destination(i), events.time(i)) < 0) {
                first = missing == 0 ? i : first;
                missing++;
            }
        }
        if (missing > 0) {
            throw InvalidInput.at(
                    where + ", split " + split,
                    "negatives of all " + events.size() + " events",
                    "none for " + missing + " of them, first for event " + (events.from() + first) + " ("
                            + triple(events.source(first), events.destination(first), events.time(first)) + ")");
        }
    }

    private static String triple(int from, int to, long at) {
        return "source " + from + ", destination " + to + ", time " + at;
    }

    private static int slot(int[] slots, int[] source, int[] destination, long[] time, int from, int to, long at) {
        int mask = slots.length - 1;
        long mixed = ((((long) from << Integer.SIZE) | to) * MIX + at) * MIX;
        int slot = (int) (mixed >>> Integer.SIZE) & mask;
        while (slots[slot] != 0) {
            int row = slots[slot] - 1;
            if (source[row] == from && destination[row] == to && time[row] == at) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Collects lists; every one is checked when it is added. */
    public static final class Builder {
        private static final int SMALLEST = 16;

        private final String split;
        private final String where;
        private final int nodeCount;
        private int size;
        private int[] source = new int[SMALLEST];
        private int[] destination = new int[SMALLEST];
        private long[] time = new long[SMALLEST];
        private int[] offset = new int[SMALLEST + 1];
        private int[] negatives = new int[SMALLEST];
        private int[] slots = new int[4 * SMALLEST];

        /**
         * No lists yet.
         *
         * @param where the file, for messages
         * @param nodeCount ids are below
         */
        public Builder(String split, String where, int nodeCount) {
            this.split = split;
            this.where = where;
            this.nodeCount = nodeCount;
        }

        /** Adds a positive with its negatives; refuses a triple that has a list already. */
        public Builder add(int from, int to, long at, int[] list) {
            String place = where + ", split " + split + ", positive " + size + " (" + triple(from, to, at) + ")";
            requireNode(place + ", source", from);
            requireNode(place + ", destination", to);
            for (int i = 0; i < list.length; i++) {
                if (list[i] < 0 || list[i] >= nodeCount) {
                    requireNode(place + ", negative " + i, list[i]);
                }
                if (list[i] == to) {
                    throw InvalidInput.at(
                            place + ", negative " + i, "another node than the positive's destination", list[i]);
                }
            }
            int slot = slot(slots, source, destination, time, from, to, at);
            if (slots[slot] != 0) {
                throw InvalidInput.at(place, "one list a positive", "a second one");
            }
            append(place, from, to, at, list);
            slots[slot] = size;
            if (4 * size > slots.length) {
                rehash();
            }
            return this;
        }

        private void requireNode(String place, int node) {
            if (node < 0 || node >= nodeCount) {
                throw InvalidInput.at(place, "a node from 0 to " + (nodeCount - 1), node);
            }
        }

        private void append(String place, int from, int to, long at, int[] list) {
            if (size == source.length) {
                source = Arrays.copyOf(source, 2 * size);
                destination = Arrays.copyOf(destination, 2 * size);
                time = Arrays.copyOf(time, 2 * size);
                offset = Arrays.copyOf(offset, 2 * size + 1);
            }
            long needed = (long) offset[size] + list.length;
            if (needed > Integer.MAX_VALUE - 8) {
                throw InvalidInput.at(place, "at most " + (Integer.MAX_VALUE - 8) + " negatives a split", needed);
            }
            if (needed > negatives.length) {
                long capacity = Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * negatives.length));
                negatives = Arrays.copyOf(negatives, (int) capacity);
            }
            source[size] = from;
            destination[size] = to;
            time[size] = at;
            System.arraycopy(list, 0, negatives, offset[size], list.length);
            size++;
            offset[size] = (int) needed;
        }

        private void rehash() {
            slots = new int[2 * slots.length];
            for (int row = 0; row < size; row++) {
                slots[slot(slots, source, destination, time, source[row], destination[row], time[row])] = row + 1;
            }
        }

        /** Number of the positive, -1 if it has no list yet. */
        public int find(int from, int to, long at) {
            return slots[slot(slots, source, destination, time, from, to, at)] - 1;
        }

        /** Number of negatives so far. */
        public int total() {
            return offset[size];
        }

        /** Number of positives so far. */
        public int size() {
            return size;
        }

        /** What was collected. */
        public StoredNegatives build() {
            return new StoredNegatives(this);
        }
    }
}
