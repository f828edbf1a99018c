package io.tgl.models.walk;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.StateArrays;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What NAT carries from batch to batch: of each node its own representation, its last event, and its N-caches, hash
 * tables of a fixed number of slots keyed by neighbor. A slot holds whom it is about, the event, its time and a
 * representation; a neighbor has one slot, without probing, so that two neighbors may want the same.
 *
 * <p>Letters: V nodes, F own width, f cached width, M_h slots of hop h. Row of node v and slot s: v M_h + s.
 */
final class NatState {
    static final int NONE = -1;

    private final int nodes;
    private final int selfWidth;
    private final int width;
    private final int[] slots;
    private final long hashSeed;
    private final float replaceProbability;

    private float[] self;
    private int[] partner;
    private int[] lastEvent;
    private long[] lastTime;
    private final int[][] key;
    private final int[][] event;
    private final long[][] time;
    private final float[][] value;
    private int epoch;

    NatState(int nodes, NatConfig config, long hashSeed) {
        this.nodes = nodes;
        this.selfWidth = config.selfWidth();
        this.width = config.neighborWidth();
        this.slots = config.slots();
        this.hashSeed = hashSeed;
        this.replaceProbability = config.replaceProbability();
        for (int m : slots) {
            requireRoom((long) nodes * m * width);
        }
        requireRoom((long) nodes * selfWidth);
        self = new float[nodes * selfWidth];
        partner = new int[nodes];
        lastEvent = new int[nodes];
        lastTime = new long[nodes];
        key = new int[slots.length][];
        event = new int[slots.length][];
        time = new long[slots.length][];
        value = new float[slots.length][];
        for (int h = 0; h < slots.length; h++) {
            key[h] = new int[nodes * slots[h]];
            event[h] = new int[nodes * slots[h]];
            time[h] = new long[nodes * slots[h]];
            value[h] = new float[nodes * slots[h] * width];
        }
        reset();
    }

    private static void requireRoom(long values) {
        if (values > Integer.MAX_VALUE - 8) {
            throw InvalidInput.at("NAT caches", "at most " + (Integer.MAX_VALUE - 8) + " values a hop", values);
        }
    }

    void reset() {
        Arrays.fill(self, 0f);
        Arrays.fill(partner, NONE);
        Arrays.fill(lastEvent, NONE);
        Arrays.fill(lastTime, 0);
        for (int h = 0; h < slots.length; h++) {
            Arrays.fill(key[h], NONE);
            Arrays.fill(event[h], NONE);
            Arrays.fill(time[h], 0);
            Arrays.fill(value[h], 0f);
        }
        epoch = 0;
    }

    int nodes() {
        return nodes;
    }

    int hops() {
        return slots.length;
    }

    /** M_h. */
    int slots(int hop) {
        return slots[hop];
    }

    /** Slot of a neighbor: (a q + a^2 (q + 1)) mod M_h with a its id from 1, in wrapping 64-bit arithmetic. */
    int slot(int hop, int neighbor) {
        long a = neighbor + 1L;
        return (int) Math.floorMod(a * hashSeed + a * a * (hashSeed + 1), (long) slots[hop]);
    }

    /** Whom a slot is about, or {@link #NONE}. */
    int key(int hop, int row) {
        return key[hop][row];
    }

    int event(int hop, int row) {
        return event[hop][row];
    }

    long time(int hop, int row) {
        return time[hop][row];
    }

    void copyValue(int hop, int row, float[] target, int offset) {
        System.arraycopy(value[hop], row * width, target, offset, width);
    }

    /** A node's own representation; zeros for {@link #NONE}. */
    void copySelf(int node, float[] target, int offset) {
        if (node == NONE) {
            Arrays.fill(target, offset, offset + selfWidth, 0f);
        } else {
            System.arraycopy(self, node * selfWidth, target, offset, selfWidth);
        }
    }

    /** Other end of a node's last event. */
    int partner(int node) {
        return partner[node];
    }

    int lastEvent(int node) {
        return lastEvent[node];
    }

    long lastTime(int node) {
        return lastTime[node];
    }

    /** The epoch that the draws belong to. */
    int epoch() {
        return epoch;
    }

    void enter(int trainingEpoch) {
        epoch = trainingEpoch;
    }

    void setSelf(int node, float[] source, int offset) {
        System.arraycopy(source, offset, self, node * selfWidth, selfWidth);
    }

    void setLast(int node, int other, int eventId, long at) {
        partner[node] = other;
        lastEvent[node] = eventId;
        lastTime[node] = at;
    }

    /**
     * Writes to one hop: a free slot or one of the same neighbor is overwritten, one of another neighbor where the draw
     * is below alpha. All decisions see the caches before these writes; the last write to a slot stays.
     *
     * @param values rows of representations
     */
    void write(int hop, CacheWrites writes, float[] draws, float[] values) {
        int n = writes.size();
        int[] target = new int[n];
        for (int i = 0; i < n; i++) {
            int row = writes.owner(i) * slots[hop] + slot(hop, writes.key(i));
            int held = key[hop][row];
            boolean isFree = held == NONE || held == writes.key(i);
            target[i] = isFree || draws[i] < replaceProbability ? row : NONE;
        }
        for (int i = 0; i < n; i++) {
            int row = target[i];
            if (row == NONE) {
                continue;
            }
            key[hop][row] = writes.key(i);
            event[hop][row] = writes.event(i);
            time[hop][row] = writes.time(i);
            if (writes.row(i) == NONE) {
                Arrays.fill(value[hop], row * width, (row + 1) * width, 0f);
            } else {
                System.arraycopy(values, writes.row(i) * width, value[hop], row * width, width);
            }
        }
    }

    /** A copy as named arrays. */
    Map<String, Object> arrays() {
        Map<String, Object> arrays = new LinkedHashMap<>();
        arrays.put("epoch", new int[] {epoch});
        arrays.put("self", self.clone());
        arrays.put("partner", partner.clone());
        arrays.put("last_event", lastEvent.clone());
        arrays.put("last_time", lastTime.clone());
        for (int h = 0; h < slots.length; h++) {
            arrays.put("cache" + h + ".key", key[h].clone());
            arrays.put("cache" + h + ".event", event[h].clone());
            arrays.put("cache" + h + ".time", time[h].clone());
            arrays.put("cache" + h + ".value", value[h].clone());
        }
        return arrays;
    }

    /** Back to what {@link #arrays} gave; refused whole. */
    void restore(Map<String, Object> arrays) {
        int[] savedEpoch = StateArrays.ints(arrays, "epoch");
        StateArrays.requireLength("epoch", 1, savedEpoch.length);
        float[] savedSelf = StateArrays.floats(arrays, "self");
        StateArrays.requireLength("self", (long) nodes * selfWidth, savedSelf.length);
        int[] savedPartner = nodeIds(arrays, "partner", nodes);
        int[] savedEvent = StateArrays.ints(arrays, "last_event");
        StateArrays.requireLength("last_event", nodes, savedEvent.length);
        long[] savedTime = StateArrays.longs(arrays, "last_time");
        StateArrays.requireLength("last_time", nodes, savedTime.length);
        int[][] keys = new int[slots.length][];
        int[][] events = new int[slots.length][];
        long[][] times = new long[slots.length][];
        float[][] values = new float[slots.length][];
        for (int h = 0; h < slots.length; h++) {
            String cache = "cache" + h + ".";
            int rows = nodes * slots[h];
            keys[h] = nodeIds(arrays, cache + "key", rows);
            events[h] = StateArrays.ints(arrays, cache + "event");
            StateArrays.requireLength(cache + "event", rows, events[h].length);
            times[h] = StateArrays.longs(arrays, cache + "time");
            StateArrays.requireLength(cache + "time", rows, times[h].length);
            values[h] = StateArrays.floats(arrays, cache + "value");
            StateArrays.requireLength(cache + "value", (long) rows * width, values[h].length);
        }
        epoch = savedEpoch[0];
        self = savedSelf;
        partner = savedPartner;
        lastEvent = savedEvent;
        lastTime = savedTime;
        System.arraycopy(keys, 0, key, 0, keys.length);
        System.arraycopy(events, 0, event, 0, events.length);
        System.arraycopy(times, 0, time, 0, times.length);
        System.arraycopy(values, 0, value, 0, values.length);
    }

    private int[] nodeIds(Map<String, Object> arrays, String name, int length) {
        int[] ids = StateArrays.ints(arrays, name);
        StateArrays.requireLength(name, length, ids.length);
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < NONE || ids[i] >= nodes) {
                throw InvalidInput.at("state array " + name + ", value " + i, "-1 or a node below " + nodes, ids[i]);
            }
        }
        return ids;
    }
}
