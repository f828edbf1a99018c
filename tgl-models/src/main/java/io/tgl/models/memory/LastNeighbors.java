package io.tgl.models.memory;

import io.tgl.core.base.StateArrays;
import io.tgl.core.event.EventBatch;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last K neighbors of every node, oldest first, in batches (PyTorch Geometric's last-neighbor store). Of a batch's list
 * "all events as destination in order, then all as source" a node keeps the last K entries, which are not always its K
 * newest events; they replace its oldest. An event of a node with itself counts twice.
 */
final class LastNeighbors {
    private final int slots;
    private int[] neighbor;
    private int[] event;
    private long[] time;
    private int[] count;

    /**
     * No neighbors yet.
     *
     * @param slots K
     */
    LastNeighbors(int nodes, int slots) {
        int size = Math.multiplyExact(nodes, slots);
        this.slots = slots;
        this.neighbor = new int[size];
        this.event = new int[size];
        this.time = new long[size];
        this.count = new int[nodes];
    }

    /** K. */
    int slots() {
        return slots;
    }

    /** How many neighbors the node has, at most K; they stand in its first slots. */
    int count(int node) {
        return count[node];
    }

    /** The neighbor in a slot of a node. */
    int neighbor(int node, int slot) {
        return neighbor[node * slots + slot];
    }

    /** Number of the event that made it one. */
    int event(int node, int slot) {
        return event[node * slots + slot];
    }

    /** Time of that event in ticks. */
    long time(int node, int slot) {
        return time[node * slots + slot];
    }

    void clear() {
        Arrays.fill(neighbor, 0);
        Arrays.fill(event, 0);
        Arrays.fill(time, 0);
        Arrays.fill(count, 0);
    }

    /** Adds a batch's events to both ends. */
    void insert(EventBatch batch) {
        int n = batch.size();
        QueryIndex nodes = new QueryIndex();
        nodes.clear();
        int[] entry = new int[Math.multiplyExact(2 * n, slots)];
        int[] entries = new int[2 * n];
        for (int i = 0; i < 2 * n; i++) {
            int row = nodes.add(i < n ? batch.destination(i) : batch.source(i - n), 0);
            entry[row * slots + entries[row] % slots] = i;
            entries[row]++;
        }
        int[] kept = new int[slots];
        for (int row = 0; row < nodes.size(); row++) {
            int k = Math.min(slots, entries[row]);
            for (int s = 0; s < k; s++) {
                int i = entry[row * slots + s];
                kept[s] = 2 * (i % n) + i / n;
            }
            Arrays.sort(kept, 0, k);
            append(nodes.nodes()[row], batch, kept, k);
        }
    }

    /** Appends k entries, each twice the event's position in the batch, plus 1 as source; the oldest make room. */
    private void append(int node, EventBatch batch, int[] kept, int k) {
        int first = node * slots;
        int old = Math.min(count[node], slots - k);
        int from = first + count[node] - old;
        System.arraycopy(neighbor, from, neighbor, first, old);
        System.arraycopy(event, from, event, first, old);
        System.arraycopy(time, from, time, first, old);
        for (int s = 0; s < k; s++) {
            int i = kept[s] / 2;
            int at = first + old + s;
            neighbor[at] = kept[s] % 2 == 0 ? batch.source(i) : batch.destination(i);
            event[at] = batch.eventId(i);
            time[at] = batch.time(i);
        }
        count[node] = old + k;
    }

    Map<String, Object> state() {
        Map<String, Object> arrays = new LinkedHashMap<>();
        arrays.put("neighbor", neighbor.clone());
        arrays.put("event", event.clone());
        arrays.put("time", time.clone());
        arrays.put("count", count.clone());
        return arrays;
    }

    /** Back to a state that {@link #state} gave; refused whole. */
    void restore(Map<String, Object> arrays) {
        int[] neighbors = StateArrays.ints(arrays, "neighbor");
        int[] events = StateArrays.ints(arrays, "event");
        long[] times = StateArrays.longs(arrays, "time");
        int[] counts = StateArrays.ints(arrays, "count");
        StateArrays.requireLength("count", count.length, counts.length);
        StateArrays.requireLength("neighbor", neighbor.length, neighbors.length);
        StateArrays.requireLength("event", neighbor.length, events.length);
        StateArrays.requireLength("time", neighbor.length, times.length);
        neighbor = neighbors;
        event = events;
        time = times;
        count = counts;
    }
}
