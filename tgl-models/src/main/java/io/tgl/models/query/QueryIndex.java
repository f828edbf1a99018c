package io.tgl.models.query;

import java.util.Arrays;

/**
 * Numbers distinct (node, time) pairs in order of first appearance, so that each is embedded once. Reused from batch to
 * batch; open addressing over primitive arrays.
 */
public final class QueryIndex {
    private int[] table = new int[64];
    private int[] node = new int[32];
    private long[] time = new long[32];
    private int size;

    /** Forgets all pairs. */
    public void clear() {
        Arrays.fill(table, -1);
        size = 0;
    }

    /** The number of the pair; a new pair gets the next one. */
    public int add(int n, long t) {
        if (2 * size >= table.length) {
            grow();
        }
        int at = slot(n, t);
        if (table[at] < 0) {
            table[at] = append(n, t);
        }
        return table[at];
    }

    /** The number of the pair, or -1 if it has none. */
    public int find(int n, long t) {
        return table[slot(n, t)];
    }

    /** A number of its own for the pair, whether it has one or not: for who does not want equal pairs merged. */
    public int append(int n, long t) {
        if (size == node.length) {
            node = Arrays.copyOf(node, 2 * size);
            time = Arrays.copyOf(time, 2 * size);
        }
        node[size] = n;
        time[size] = t;
        return size++;
    }

    /** Distinct pairs so far. */
    public int size() {
        return size;
    }

    /** Nodes of the pairs; 0 .. size - 1 count. */
    public int[] nodes() {
        return node;
    }

    /** Times of the pairs. */
    public long[] times() {
        return time;
    }

    private int slot(int n, long t) {
        int mask = table.length - 1;
        long h = (t * 0x9E3779B97F4A7C15L + n) * 0xD1B54A32D192ED03L;
        int at = (int) (h >>> 40) & mask;
        while (table[at] >= 0 && (node[table[at]] != n || time[table[at]] != t)) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        table = new int[2 * table.length];
        Arrays.fill(table, -1);
        for (int i = 0; i < size; i++) {
            table[slot(node[i], time[i])] = i;
        }
    }
}
