package io.tgl.core.random;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The iteration order of CPython (3.7 to 3.12) {@code set}s of distinct objects with known hashes: published protocols
 * draw from lists made of sets of node pairs. The objects are numbered from 0 and only their hashes count. Open addressing
 * with nine linear probes, then perturbed jumps; the table grows to four times the entries, above 50,000 to twice.
 */
public final class PythonHashedSet {
    private static final int LINEAR_PROBES = 9;
    private static final int PERTURB_SHIFT = 5;
    private static final int LARGE = 50_000;
    private static final int FREE = -1;
    /** Where an element was taken out. */
    private static final int DUMMY = -2;

    private static final long TUPLE_START = 0x345678;
    private static final long TUPLE_MULTIPLIER = 1_000_003;
    private static final long TUPLE_STEP = 82_520;
    private static final long TUPLE_END = 97_531;

    private final long[] hash;
    private int[] table = freeTable(8);
    private int used;
    private boolean hasDummies;

    /**
     * The empty set.
     *
     * @param hash hash of each object, not copied
     */
    public PythonHashedSet(long[] hash) {
        this.hash = hash;
    }

    /**
     * {@code hash((a, b))} of two non-negative ints on a 64-bit machine in CPython up to 3.7 (3.8 has another one). The
     * published figures of DyGLib's historical negatives come out to the digit with this one and not with the later one.
     */
    public static long hashOfPair(long a, long b) {
        long sum = (TUPLE_START ^ a) * TUPLE_MULTIPLIER;
        long multiplier = TUPLE_MULTIPLIER + TUPLE_STEP + 2;
        sum = (sum ^ b) * multiplier + TUPLE_END;
        return sum == -1 ? -2 : sum;
    }

    /** {@code self.add(element)}; only to a set that {@link #minus} did not make. */
    public void add(int element) {
        int at = slot(table, element);
        if (table[at] == element) {
            return;
        }
        table[at] = element;
        used++;
        if (5L * used >= 3L * (table.length - 1)) {
            resize(used > LARGE ? 2L * used : 4L * used);
        }
    }

    /**
     * {@code self - other}.
     *
     * @param other whether an element is in the other set
     * @param otherSize size of the other set
     */
    public PythonHashedSet minus(IntPredicate other, int otherSize) {
        PythonHashedSet result = new PythonHashedSet(hash);
        if (used >> 2 > otherSize) {
            result.copy(this);
            result.discard(other);
        } else {
            for (int element : table) {
                if (element >= 0 && !other.test(element)) {
                    result.add(element);
                }
            }
        }
        return result;
    }

    private void copy(PythonHashedSet from) {
        if (from.used == 0) {
            return;
        }
        if (5L * from.used >= 3L * (table.length - 1)) {
            resize(2L * from.used);
        }
        if (table.length == from.table.length && !from.hasDummies) {
            table = from.table.clone();
        } else {
            for (int element : from.table) {
                if (element >= 0) {
                    table[slot(table, element)] = element;
                }
            }
        }
        used = from.used;
    }

    private void discard(IntPredicate other) {
        for (int i = 0; i < table.length; i++) {
            if (table[i] >= 0 && other.test(table[i])) {
                table[i] = DUMMY;
                used--;
                hasDummies = true;
            }
        }
    }

    private void resize(long atLeast) {
        int size = 8;
        while (size <= atLeast) {
            size <<= 1;
        }
        int[] larger = freeTable(size);
        for (int element : table) {
            if (element >= 0) {
                larger[slot(larger, element)] = element;
            }
        }
        table = larger;
    }

    /** Number of elements. */
    public int size() {
        return used;
    }

    /** The elements in the order in which Python iterates over them. */
    public int[] iterationOrder() {
        int[] order = new int[used];
        int at = 0;
        for (int element : table) {
            if (element >= 0) {
                order[at++] = element;
            }
        }
        return order;
    }

    private static int[] freeTable(int size) {
        int[] table = new int[size];
        Arrays.fill(table, FREE);
        return table;
    }

    /** Where the element stands, or the first free place on its way. */
    private int slot(int[] in, int element) {
        int mask = in.length - 1;
        long perturb = hash[element];
        long at = perturb & mask;
        while (true) {
            int probes = at + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
            for (int p = 0; p <= probes; p++) {
                int found = in[(int) at + p];
                if (found == FREE || found == element) {
                    return (int) at + p;
                }
            }
            perturb >>>= PERTURB_SHIFT;
            at = (at * 5 + 1 + perturb) & mask;
        }
    }
}
