package io.tgl.models.memory;

import java.util.Arrays;

/**
 * Updated memory rows that are still right: weights, message and memory of the node have not changed since. A row is put
 * by who reads, or by who observes. The observer may look for its own rows while another thread reads and puts: readers
 * never touch a row that the observer put, and the observer none that a reader put.
 */
final class UpdatedMemory {
    private final int width;
    private float[] rows;
    private int[] stamp;
    private int[] observed;
    private int current = 1;

    UpdatedMemory(int nodes, int width) {
        this.rows = new float[Math.multiplyExact(nodes, width)];
        this.stamp = new int[nodes];
        this.observed = new int[nodes];
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
        }
    }
}
