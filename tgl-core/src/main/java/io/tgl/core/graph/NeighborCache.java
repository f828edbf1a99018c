package io.tgl.core.graph;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.StateArrays;
import io.tgl.core.event.EventBatch;
import io.tgl.core.parallel.Workers;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The last {@code capacity} events of every node in a ring buffer: constant memory however long the stream runs.
 * Answers equal those of {@link TemporalAdjacency} over all observed events wherever the ring is deep enough.
 *
 * <p>The ring never silently forgets. A query reaches past it when the ring holds fewer than k events within the bound
 * although older ones were overwritten; then {@link Forgotten} decides. (If nothing in the ring lies within the bound,
 * nothing older may either, but the ring cannot know: it counts as reaching past.) A query at or after the last observed
 * time with k up to the capacity never reaches past.
 *
 * <p>Not to be read while it changes. A node that no stream has named yet has no neighbors. Where late events are
 * admitted, a ring is in order of time, and among equal times in order of arrival.
 */
public final class NeighborCache implements NeighborSource {
    /** What to do with a query that needs events which are forgotten. */
    public enum Forgotten {
        /** Refuse the whole call with {@link InvalidInput}, naming node and bound. */
        REFUSE,
        /** Answer with what is left and count it in {@link NeighborCache#forgottenReaches}. */
        COUNT
    }

    private final int capacity;
    private final Forgotten forgotten;
    private final LongAdder forgottenReaches = new LongAdder();
    private final StreamOrder order;
    private IntConsumer dropped = _ -> {};
    private Entries entries = Entries.ofSize(0);
    // Slot within its ring that a node's next event takes.
    private int[] next = new int[0];
    private int nodeCount;
    // Events a node had, up to capacity + 1: more than the capacity says that some are forgotten.
    private int[] seen = new int[0];

    /** A cache of {@code capacity} events a node that refuses queries reaching past it. */
    public NeighborCache(int capacity) {
        this(capacity, Forgotten.REFUSE);
    }

    /** A cache of {@code capacity} events a node. */
    public NeighborCache(int capacity, Forgotten forgotten) {
        this(capacity, forgotten, false);
    }

    /**
     * A cache of {@code capacity} events a node.
     *
     * @param lateEvents whether events may come that are earlier than others before them
     */
    public NeighborCache(int capacity, Forgotten forgotten, boolean lateEvents) {
        if (capacity < 1) {
            throw InvalidInput.at("neighbor cache", "a capacity of at least 1", capacity);
        }
        this.capacity = capacity;
        this.forgotten = forgotten;
        this.order = new StreamOrder(lateEvents);
    }

    /** Events kept a node. */
    public int capacity() {
        return capacity;
    }

    /** Nodes are 0 .. nodeCount - 1; grows with the observed streams. */
    public int nodeCount() {
        return nodeCount;
    }

    /** How many queries so far got a shorter answer than the truth, under {@link Forgotten#COUNT}. */
    public long forgottenReaches() {
        return forgottenReaches.sum();
    }

    /**
     * Takes in the events of a batch; batches have to come in stream order. A refused batch leaves everything as it was.
     *
     * @throws InvalidInput if the batch does not follow what was observed, or there are too many nodes
     */
    public void observe(EventBatch batch) {
        order.check("neighbor cache", batch);
        growTo(batch.stream().nodeCount());
        for (int i = 0; i < batch.size(); i++) {
            int source = batch.source(i);
            int destination = batch.destination(i);
            put(source, destination, batch.eventId(i), batch.time(i));
            put(destination, source, batch.eventId(i), batch.time(i));
        }
        order.advance(batch);
    }

    private void growTo(int count) {
        long most = Adjacency.MAX_ENTRIES / capacity;
        if (count > most) {
            throw InvalidInput.at("neighbor cache of capacity " + capacity, "at most " + most + " nodes", count);
        }
        if (count > next.length) {
            int room = (int) Math.min(most, Math.max(count, next.length * 3L / 2));
            entries = entries.copyOf(room * capacity);
            next = Arrays.copyOf(next, room);
            seen = Arrays.copyOf(seen, room);
        }
        nodeCount = Math.max(nodeCount, count);
    }

    /** From now on {@code listener} is told the event of every entry that leaves a ring. */
    public void onDropped(IntConsumer listener) {
        dropped = listener;
    }

    private void put(int node, int neighbor, int event, long time) {
        int ring = node * capacity;
        int slot = next[node];
        int held = held(node);
        seen[node] = Math.min(seen[node], capacity) + 1;
        if (held == capacity) {
            if (entries.time(ring + slot) > time) {
                // Older than everything in a full ring: forgotten at once.
                dropped.accept(event);
                return;
            }
            dropped.accept(entries.event(ring + slot));
            held--;
        }
        next[node] = after(slot);
        while (held > 0 && entries.time(ring + before(slot)) > time) {
            entries.move(ring + before(slot), ring + slot, 1);
            slot = before(slot);
            held--;
        }
        entries.set(ring + slot, neighbor, event, time);
    }

    private int after(int slot) {
        return slot + 1 == capacity ? 0 : slot + 1;
    }

    private int before(int slot) {
        return slot == 0 ? capacity - 1 : slot - 1;
    }

    /**
     * Empties the rings of these nodes and takes them out of the rings of all others, in one pass over all rings. A ring
     * that lost an entry is not refilled: what it holds then counts as all there is.
     */
    public void forget(int[] nodes) {
        BitSet gone = new BitSet(nodeCount);
        for (int node : nodes) {
            gone.set(node);
        }
        for (int node = 0; node < nodeCount; node++) {
            compact(node, gone);
        }
    }

    private void compact(int node, BitSet gone) {
        int held = held(node);
        int ring = node * capacity;
        int oldest = Math.floorMod(next[node] - held, capacity);
        int kept = 0;
        for (int i = 0; i < held; i++) {
            int from = ring + (oldest + i) % capacity;
            if (gone.get(node) || gone.get(entries.neighbor(from))) {
                dropped.accept(entries.event(from));
            } else {
                entries.move(from, ring + (oldest + kept++) % capacity, 1);
            }
        }
        if (kept < held) {
            seen[node] = kept;
            next[node] = (oldest + kept) % capacity;
        }
    }

    /**
     * Gives the events of all entries new numbers, from 0 in the order of the old ones, because numbers run out in a
     * stream without end.
     *
     * @return the old numbers, ascending; the new number of each is its place
     */
    public int[] renumber() {
        IntStream.Builder numbers = IntStream.builder();
        for (int node = 0; node < nodeCount; node++) {
            for (int i = 1; i <= held(node); i++) {
                numbers.add(entries.event(node * capacity + Math.floorMod(next[node] - i, capacity)));
            }
        }
        int[] old = numbers.build().sorted().distinct().toArray();
        for (int node = 0; node < nodeCount; node++) {
            for (int i = 1; i <= held(node); i++) {
                int at = node * capacity + Math.floorMod(next[node] - i, capacity);
                entries.set(at, entries.neighbor(at), Arrays.binarySearch(old, entries.event(at)), entries.time(at));
            }
        }
        order.renumber(old.length);
        return old;
    }

    @Override
    public void recent(int[] nodes, HistoryBound bound, int size, int k, Neighborhoods out, Workers workers) {
        bound.requireSize(size);
        out.reserve(size, k);
        workers.run(Adjacency.tasks(size), task -> {
            int to = Adjacency.taskEnd(task, size);
            long reaches = 0;
            for (int i = task * Adjacency.TASK_QUERIES; i < to; i++) {
                reaches += answer(nodes[i], bound, i, out) ? 0 : 1;
            }
            forgottenReaches.add(reaches);
        });
    }

    /** Whether the answer is complete. */
    private boolean answer(int node, HistoryBound bound, int query, Neighborhoods out) {
        if (node < 0 || node >= nodeCount) {
            out.startRow(query, 0);
            return true;
        }
        int visible = visible(node, bound, query);
        boolean complete = visible >= out.width() || seen[node] <= capacity;
        if (!complete && forgotten == Forgotten.REFUSE) {
            throw InvalidInput.at(
                    "neighbor cache, node " + node + ", bound " + bound.at(query),
                    out.width() + " neighbors within the last " + capacity + " events",
                    visible + ", older ones are forgotten");
        }
        int used = Math.min(visible, out.width());
        int slot = out.startRow(query, used);
        // The oldest of the answer stands `visible` places behind the first event that is too new.
        int ring = Math.floorMod(next[node] - held(node) + visible - used, capacity);
        int first = Math.min(used, capacity - ring);
        entries.copyTo(node * capacity + ring, out, slot, first);
        entries.copyTo(node * capacity, out, slot + first, used - first);
        return complete;
    }

    private int held(int node) {
        return Math.min(seen[node], capacity);
    }

    /** How many of the held events lie within the bound; counted from the newest, where queries mostly are. */
    private int visible(int node, HistoryBound bound, int query) {
        int visible = held(node);
        int slot = next[node];
        while (visible > 0) {
            slot = slot == 0 ? capacity - 1 : slot - 1;
            int index = node * capacity + slot;
            if (bound.sees(query, entries.event(index), entries.time(index))) {
                return visible;
            }
            visible--;
        }
        return 0;
    }

    /** A copy of the state as named arrays, for {@link #restore}. */
    public Map<String, Object> state() {
        Map<String, Object> arrays = new LinkedHashMap<>();
        Entries used = entries.copyOf(nodeCount * capacity);
        arrays.put("neighbor", used.neighbors());
        arrays.put("event", used.events());
        arrays.put("time", used.times());
        arrays.put("next", Arrays.copyOf(next, nodeCount));
        arrays.put("seen", Arrays.copyOf(seen, nodeCount));
        arrays.put("last", order.toArray());
        return arrays;
    }

    /** Back to a state that {@link #state} gave, of a cache of the same capacity. */
    public void restore(Map<String, Object> state) {
        int[] savedNext = StateArrays.ints(state, "next");
        int[] savedSeen = StateArrays.ints(state, "seen");
        int[] neighbor = StateArrays.ints(state, "neighbor");
        int[] event = StateArrays.ints(state, "event");
        long[] time = StateArrays.longs(state, "time");
        long[] last = StateArrays.longs(state, "last");
        long slots = (long) savedNext.length * capacity;
        StateArrays.requireLength("seen", savedNext.length, savedSeen.length);
        StateArrays.requireLength("neighbor", slots, neighbor.length);
        StateArrays.requireLength("event", slots, event.length);
        StateArrays.requireLength("time", slots, time.length);
        StateArrays.requireLength("last", 2, last.length);
        entries = Entries.of(neighbor, event, time);
        next = savedNext;
        seen = savedSeen;
        nodeCount = savedNext.length;
        order.set(last);
    }
}
