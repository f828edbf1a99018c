package io.tgl.models.memory;

/** Updated memory rows that are still right: weights, message and memory of the node have not changed since. */
final class UpdatedMemory {
    private final float[] rows;
    private final int[] stamp;
    private final int width;
    private int current = 1;

    UpdatedMemory(int nodes, int width) {
        this.rows = new float[Math.multiplyExact(nodes, width)];
        this.stamp = new int[nodes];
        this.width = width;
    }

    boolean has(int node) {
        return stamp[node] == current;
    }

    /** All rows; that of a node counts while {@link #has} holds. */
    float[] rows() {
        return rows;
    }

    void put(int node, float[] source, int offset) {
        System.arraycopy(source, offset, rows, node * width, width);
        stamp[node] = current;
    }

    void drop(int node) {
        stamp[node] = 0;
    }

    void invalidate() {
        current++;
    }
}
