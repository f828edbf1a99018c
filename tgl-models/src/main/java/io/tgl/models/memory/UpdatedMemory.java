package io.tgl.models.memory;

import java.util.Arrays;

/**
 * Updated memory rows that are still right: weights, message and memory of the node have not changed since. A row is put
 * by who reads, or by who observes. The observer may look for its own rows while another thread reads and puts: readers
 * never touch a row that the observer put, and the observer none that a reader put.
 *
 * <p>With assertions on, a row carries a checksum from when it was put, and whoever reads it checks it.
 */
final class UpdatedMemory {
    private final int width;
    private float[] rows;
    private int[] stamp;
    private int[] observed;
    private int current = 1;
    // Used with assertions on; here from the start, because readers put in parallel.
    private int[] checksum;

    UpdatedMemory(int nodes, int width) {
        this.rows = new float[Math.multiplyExact(nodes, width)];
        this.stamp = new int[nodes];
        this.observed = new int[nodes];
        this.checksum = new int[nodes];
        this.width = width;
    }

    boolean has(int node) {
        return stamp[node] == current;
    }

    /** Whether the row was put by {@link #putObserved}. */
    boolean hasObserved(int node) {
        return observed[node] == current;
    }

    /** All rows; that of a node counts while {@link #has} holds. */
    float[] rows() {
        return rows;
    }

    void put(int node, float[] source, int offset) {
        System.arraycopy(source, offset, rows, node * width, width);
        stamp[node] = current;
        assert note(node);
    }

    private boolean note(int node) {
        checksum[node] = sum(node);
        return true;
    }

    private int sum(int node) {
        int sum = 1;
        for (int j = node * width; j < (node + 1) * width; j++) {
            sum = 31 * sum + Float.floatToRawIntBits(rows[j]);
        }
        return sum;
    }

    /** Whether a row that counts is the one that was put, and no mixture of two. */
    boolean isWhole(int node) {
        return !has(node) || checksum[node] == sum(node);
    }

    void putObserved(int node, float[] source, int offset) {
        put(node, source, offset);
        observed[node] = current;
    }

    void drop(int node) {
        stamp[node] = 0;
        observed[node] = 0;
    }

    void invalidate() {
        current++;
    }

    void grow(int nodes) {
        if (nodes > stamp.length) {
            rows = Arrays.copyOf(rows, Math.multiplyExact(nodes, width));
            stamp = Arrays.copyOf(stamp, nodes);
            observed = Arrays.copyOf(observed, nodes);
            checksum = Arrays.copyOf(checksum, nodes);
        }
    }
}
