package io.tgl.core.memory;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.StateArrays;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The memory of every node: a float row of {@code width} and the time of its last update, zero at first. That time is
 * float32 in the unit of the model (seconds for the published ones), because the published implementations keep it so and
 * their time differences carry its rounding.
 *
 * <p>Rossi et al., "Temporal Graph Networks for Deep Learning on Dynamic Graphs", 2020, section 3.1.
 */
public final class NodeMemory {
    private final int width;
    private int nodeCount;
    private float[] rows;
    private float[] lastUpdate;

    /** An empty memory [nodeCount, width]. */
    public NodeMemory(int nodeCount, int width) {
        this.width = width;
        this.nodeCount = nodeCount;
        this.rows = new float[NodeRows.size("node memory", nodeCount, width)];
        this.lastUpdate = new float[nodeCount];
    }

    /** Nodes are 0 .. nodeCount - 1. */
    public int nodeCount() {
        return nodeCount;
    }

    /** Floats a row. */
    public int width() {
        return width;
    }

    /** The rows themselves, row-major [nodeCount, width], for reading and writing; another array after growth or restore. */
    public float[] rows() {
        return rows;
    }

    /** The times of the last updates themselves, [nodeCount]; another array after growth or restore. */
    public float[] lastUpdate() {
        return lastUpdate;
    }

    /** Copies a node's row to {@code target[offset ..]}. */
    public void copyRow(int node, float[] target, int offset) {
        System.arraycopy(rows, node * width, target, offset, width);
    }

    /** Overwrites a node's row by {@code source[offset ..]} and its time. */
    public void setRow(int node, float[] source, int offset, float time) {
        System.arraycopy(source, offset, rows, node * width, width);
        lastUpdate[node] = time;
    }

    /** Back to zeros. */
    public void reset() {
        Arrays.fill(rows, 0f);
        Arrays.fill(lastUpdate, 0f);
    }

    /** Adds empty nodes until there are {@code count}; never fewer than before. */
    public void grow(int count) {
        if (count > nodeCount) {
            rows = Arrays.copyOf(rows, NodeRows.size("node memory", count, width));
            lastUpdate = Arrays.copyOf(lastUpdate, count);
            nodeCount = count;
        }
    }

    /** A copy that shares nothing. */
    public NodeMemory copy() {
        NodeMemory copy = new NodeMemory(0, width);
        copy.nodeCount = nodeCount;
        copy.rows = rows.clone();
        copy.lastUpdate = lastUpdate.clone();
        return copy;
    }

    /** A copy of the state as named arrays. */
    public Map<String, Object> state() {
        Map<String, Object> arrays = new LinkedHashMap<>();
        arrays.put("rows", rows.clone());
        arrays.put("last_update", lastUpdate.clone());
        return arrays;
    }

    /**
     * Back to a state that {@link #state} gave; the node count becomes that state's.
     *
     * @throws InvalidInput if an array is missing or of another size; nothing has changed then
     */
    public void restore(Map<String, Object> state) {
        float[] savedRows = StateArrays.floats(state, "rows");
        float[] savedLastUpdate = StateArrays.floats(state, "last_update");
        StateArrays.requireLength("rows", (long) savedLastUpdate.length * width, savedRows.length);
        rows = savedRows;
        lastUpdate = savedLastUpdate;
        nodeCount = savedLastUpdate.length;
    }
}
