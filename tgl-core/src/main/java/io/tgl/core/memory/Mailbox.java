package io.tgl.core.memory;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.StateArrays;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The pending message of every node: one row of {@code width}, the event time of the message stored last, and how many
 * messages the row stands for (0: none pending). What several messages make is the {@link MessageAggregator}'s affair.
 */
public final class Mailbox {
    private final MessageAggregator aggregator;
    private final int width;
    private int nodeCount;
    private float[] rows;
    private long[] time;
    private int[] count;

    /** An empty mailbox in which the last message wins. */
    public Mailbox(int nodeCount, int width) {
        this(nodeCount, width, new MessageAggregator.Last());
    }

    /** An empty mailbox. */
    public Mailbox(int nodeCount, int width, MessageAggregator aggregator) {
        this.aggregator = aggregator;
        this.width = width;
        this.nodeCount = nodeCount;
        this.rows = new float[NodeRows.size("mailbox", nodeCount, width)];
        this.time = new long[nodeCount];
        this.count = new int[nodeCount];
    }

    /** Nodes are 0 .. nodeCount - 1. */
    public int nodeCount() {
        return nodeCount;
    }

    /** Floats a message. */
    public int width() {
        return width;
    }

    /** Whether the node has a pending message. */
    public boolean has(int node) {
        return count[node] > 0;
    }

    /** How many messages are pending for the node. */
    public int count(int node) {
        return count[node];
    }

    /** Event time in ticks of the message stored last; 0 if none is pending. */
    public long time(int node) {
        return time[node];
    }

    /**
     * The pending rows themselves, row-major [nodeCount, width]; another array after growth or restore. Under
     * {@link MessageAggregator.Last} a row is the message, under {@link MessageAggregator.Mean} the sum of
     * {@link #count} messages. A row of a node without a pending message means nothing.
     */
    public float[] rows() {
        return rows;
    }

    /** Stores the message {@code source[offset ..]} of an event at {@code eventTime} ticks. */
    public void store(int node, float[] source, int offset, long eventTime) {
        aggregator.add(source, offset, rows, node * width, width, count[node]);
        time[node] = eventTime;
        count[node]++;
    }

    /** Copies the aggregate of the node's pending messages to {@code target[offset ..]}; zeros if there are none. */
    public void copyRow(int node, float[] target, int offset) {
        if (count[node] == 0) {
            Arrays.fill(target, offset, offset + width, 0f);
        } else {
            aggregator.read(rows, node * width, width, count[node], target, offset);
        }
    }

    /** Forgets the node's pending messages. */
    public void clear(int node) {
        time[node] = 0;
        count[node] = 0;
    }

    /** Forgets all pending messages. */
    public void reset() {
        Arrays.fill(rows, 0f);
        Arrays.fill(time, 0);
        Arrays.fill(count, 0);
    }

    /** Adds nodes without messages until there are {@code nodes}; never fewer than before. */
    public void grow(int nodes) {
        if (nodes > nodeCount) {
            rows = Arrays.copyOf(rows, NodeRows.size("mailbox", nodes, width));
            time = Arrays.copyOf(time, nodes);
            count = Arrays.copyOf(count, nodes);
            nodeCount = nodes;
        }
    }

    /** A copy that shares nothing. */
    public Mailbox copy() {
        Mailbox copy = new Mailbox(0, width, aggregator);
        copy.nodeCount = nodeCount;
        copy.rows = rows.clone();
        copy.time = time.clone();
        copy.count = count.clone();
        return copy;
    }

    /** A copy of the state as named arrays; rows without a pending message are zeros. */
    public Map<String, Object> state() {
        float[] pending = rows.clone();
        for (int node = 0; node < nodeCount; node++) {
            if (count[node] == 0) {
                Arrays.fill(pending, node * width, (node + 1) * width, 0f);
            }
        }
        Map<String, Object> arrays = new LinkedHashMap<>();
        arrays.put("rows", pending);
        arrays.put("time", time.clone());
        arrays.put("count", count.clone());
        return arrays;
    }

    /**
     * Back to a state that {@link #state} gave; the node count becomes that state's.
     *
     * @throws InvalidInput if an array is missing or of another size; nothing has changed then
     */
    public void restore(Map<String, Object> state) {
        float[] savedRows = StateArrays.floats(state, "rows");
        long[] savedTime = StateArrays.longs(state, "time");
        int[] savedCount = StateArrays.ints(state, "count");
        StateArrays.requireLength("rows", (long) savedCount.length * width, savedRows.length);
        StateArrays.requireLength("time", savedCount.length, savedTime.length);
        rows = savedRows;
        time = savedTime;
        count = savedCount;
        nodeCount = savedCount.length;
    }
}
