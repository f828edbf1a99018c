package io.tgl.core.random;

import java.util.Arrays;

/**
 * The iteration order of a CPython (3.7 to 3.10) {@code set} of non-negative ints, whose hashes are the ints themselves:
 * published protocols sample from such sets. Open addressing with nine linear probes, then perturbed jumps; the table
 * grows to four times the entries, above 50,000 to twice.
 */
public final class PythonIntSet {
    private static final int LINEAR_PROBES = 9;
    private static final int PERTURB_SHIFT = 5;
    private static final int LARGE = 50_000;

    private int[] table = empty(8);
    private int used;

    /** {@code set(values)}. */
    public static PythonIntSet of(int[] values) {
        PythonIntSet set = new PythonIntSet();
        for (int value : values) {
            set.add(value);
        }
        return set;
    }

    /** {@code self.union(other)}: a new set. */
    public PythonIntSet union(PythonIntSet other) {
        PythonIntSet result = new PythonIntSet();
        result.merge(this);
        result.merge(other);
        return result;
    }

    /** {@code self.add(value)}. */
    public void add(int value) {
        int at = slot(table, value);
        if (table[at] == value) {
            return;
        }
        table[at] = value;
        used++;
        if (5L * used >= 3L * (table.length - 1)) {
            resize(used > LARGE ? 2L * used : 4L * used);
        }
    }

    private void merge(PythonIntSet other) {
        if (other.used == 0) {
            return;
        }
        if (5L * (used + other.used) >= 3L * (table.length - 1)) {
            resize(2L * (used + other.used));
        }
        if (used == 0 && table.length == other.table.length) {
            table = other.table.clone();
            used = other.used;
            return;
        }
        boolean clean = used == 0;
        for (int value : other.table) {
            if (value >= 0 && clean) {
                table[slot(table, value)] = value;
                used++;
            } else if (value >= 0) {
                add(value);
            }
        }
    }

    private void resize(long atLeast) {
        int size = 8;
        while (size <= atLeast) {
            size <<= 1;
        }
        int[] larger = empty(size);
        for (int value : table) {
            if (value >= 0) {
                larger[slot(larger, value)] = value;
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
        return Arrays.stream(table).filter(value -> value >= 0).toArray();
    }

    private static int[] empty(int size) {
        int[] table = new int[size];
        Arrays.fill(table, -1);
        return table;
    }

    /** Where the value stands, or the first free place on its way. */
    private static int slot(int[] table, int value) {
        int mask = table.length - 1;
        long perturb = value;
        long at = value & mask;
        while (true) {
            int probes = at + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
            for (int p = 0; p <= probes; p++) {
                int found = table[(int) at + p];
                if (found < 0 || found == value) {
                    return (int) at + p;
                }
            }
            perturb >>>= PERTURB_SHIFT;
            at = (at * 5 + 1 + perturb) & mask;
        }
    }
}
