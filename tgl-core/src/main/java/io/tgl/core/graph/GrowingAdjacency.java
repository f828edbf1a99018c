package io.tgl.core.graph;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.StateArrays;
import io.tgl.core.event.EventBatch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Exact adjacency of a live stream: grows by batches, forgets nothing, answers as the {@link TemporalAdjacency} of all
 * events so far would. A list that outgrows its block moves to one of a power of two; the old block is used again by
 * another list. Amortised constant time an event. At most 536,870,909 slots.
 *
 * <p>Not to be read while it changes. A node that no stream has named yet has no neighbors. Where late events are
 * admitted, a list is in order of time, and among equal times in order of arrival; event ids then need not ascend.
 */
public final class GrowingAdjacency extends Adjacency {
    private static final int FIRST_BLOCK = 4;
    private static final int NONE = -1;

    private int nodeCount;
    private int[] begin = new int[0];
    private int[] degree = new int[0];
    private int[] blockSize = new int[0];
    // Entries that the batch at hand adds to each node; zero between batches.
    private int[] added = new int[0];
    private Entries entries = Entries.ofSize(0);
    private int used;
    // First free block of each power of two; a free block keeps the next one in its first neighbor.
    private final int[] free = new int[Integer.SIZE];
    private final StreamOrder order;
    private long[] beforeLast;
    private IntConsumer dropped = _ -> {};

    /** An empty adjacency of a stream in order of time. */
    public GrowingAdjacency() {
        this(false);
    }

    /**
     * An empty adjacency.
     *
     * @param lateEvents whether events may come that are earlier than others before them
     */
    public GrowingAdjacency(boolean lateEvents) {
        this.order = new StreamOrder(lateEvents);
        this.beforeLast = order.toArray();
        Arrays.fill(free, NONE);
    }

    /**
     * Adds the events of a batch; events have to come in stream order over all batches. A refused batch leaves
     * everything as it was.
     *
     * @throws InvalidInput if the batch does not follow what is already here, or there is no room for it
     */
    public void append(EventBatch batch) {
        order.check("growing adjacency", batch);
        growNodes(batch.stream().nodeCount());
        for (int i = 0; i < batch.size(); i++) {
            added[batch.source(i)]++;
            added[batch.destination(i)]++;
        }
        reserveSlots(batch);
        for (int i = 0; i < batch.size(); i++) {
            moveIfNeeded(batch.source(i));
            moveIfNeeded(batch.destination(i));
            add(batch.source(i), batch.destination(i), batch.eventId(i), batch.time(i));
            add(batch.destination(i), batch.source(i), batch.eventId(i), batch.time(i));
        }
        beforeLast = order.toArray();
        order.advance(batch);
    }

    private void growNodes(int count) {
        if (count > begin.length) {
            int room = (int) Math.min(MAX_ENTRIES, Math.max(count, begin.length * 3L / 2));
            begin = Arrays.copyOf(begin, room);
            degree = Arrays.copyOf(degree, room);
            blockSize = Arrays.copyOf(blockSize, room);
            added = Arrays.copyOf(added, room);
        }
        nodeCount = Math.max(nodeCount, count);
    }

    /** Makes room as if no free block were used again; marks each node of the batch by the sign of what it gains. */
    private void reserveSlots(EventBatch batch) {
        long slots = used;
        for (int i = 0; i < batch.size(); i++) {
            slots += newBlock(batch.source(i));
            slots += newBlock(batch.destination(i));
        }
        if (slots > MAX_ENTRIES) {
            for (int i = 0; i < batch.size(); i++) {
                added[batch.source(i)] = 0;
                added[batch.destination(i)] = 0;
            }
            throw InvalidInput.at("growing adjacency", "at most " + MAX_ENTRIES + " slots", slots);
        }
        if (slots > entries.size()) {
            entries = entries.copyOf((int) Math.min(MAX_ENTRIES, Math.max(slots, used * 3L / 2)));
        }
    }

    private long newBlock(int node) {
        if (added[node] <= 0) {
            return 0;
        }
        long needed = (long) degree[node] + added[node];
        added[node] = -added[node];
        return needed > blockSize[node] ? powerOfTwo(needed) : 0;
    }

    private static long powerOfTwo(long needed) {
        return needed <= FIRST_BLOCK ? FIRST_BLOCK : Long.highestOneBit(needed - 1) << 1;
    }

    private void moveIfNeeded(int node) {
        if (added[node] == 0) {
            return;
        }
        int needed = degree[node] - added[node];
        added[node] = 0;
        if (needed > blockSize[node]) {
            int size = (int) powerOfTwo(needed);
            int block = take(size);
            entries.move(begin[node], block, degree[node]);
            release(begin[node], blockSize[node]);
            begin[node] = block;
            blockSize[node] = size;
        }
    }

    private int take(int size) {
        int power = Integer.numberOfTrailingZeros(size);
        int block = free[power];
        if (block == NONE) {
            block = used;
            used += size;
        } else {
            free[power] = entries.neighbor(block);
        }
        return block;
    }

    private void release(int block, int size) {
        if (size > 0) {
            int power = Integer.numberOfTrailingZeros(size);
            entries.set(block, free[power], 0, 0);
            free[power] = block;
        }
    }

    private void add(int node, int neighbor, int event, long time) {
        int at = begin[node] + degree[node]++;
        while (at > begin[node] && entries.time(at - 1) > time) {
            entries.move(at - 1, at, 1);
            at--;
        }
        entries.set(at, neighbor, event, time);
    }

    /** From now on {@code listener} is told the event of every entry that is forgotten. */
    public void onDropped(IntConsumer listener) {
        dropped = listener;
    }

    /** Takes back the batch that was appended last. */
    public void retract(EventBatch batch) {
        if (batch.size() == 0) {
            return;
        }
        int first = batch.eventId(0);
        for (int i = 0; i < batch.size(); i++) {
            dropLast(batch.source(i), first);
            dropLast(batch.destination(i), first);
        }
        order.set(beforeLast);
    }

    /** Takes the node's newest entry from event {@code first} on out of its list. */
    private void dropLast(int node, int first) {
        int end = begin[node] + degree[node];
        int at = end - 1;
        while (entries.event(at) < first) {
            at--;
        }
        entries.move(at + 1, at, end - at - 1);
        degree[node]--;
    }

    /** Empties the lists of these nodes and takes them out of the lists of all others; costs a pass over what they met. */
    public void forget(int[] nodes) {
        for (int node : nodes) {
            if (node < nodeCount) {
                int from = begin[node];
                for (int i = from; i < from + degree[node]; i++) {
                    int other = entries.neighbor(i);
                    dropped.accept(entries.event(i));
                    if (other != node) {
                        dropNeighbor(other, node);
                    }
                }
                release(from, blockSize[node]);
                begin[node] = 0;
                degree[node] = 0;
                blockSize[node] = 0;
            }
        }
    }

    private void dropNeighbor(int node, int gone) {
        int to = begin[node];
        int end = to + degree[node];
        for (int from = to; from < end; from++) {
            if (entries.neighbor(from) == gone) {
                dropped.accept(entries.event(from));
            } else {
                entries.move(from, to++, 1);
            }
        }
        degree[node] = to - begin[node];
    }

    /** A copy as named arrays: the lists one after another. */
    public Map<String, Object> state() {
        long total = 0;
        for (int node = 0; node < nodeCount; node++) {
            total += degree[node];
        }
        Entries lists = Entries.ofSize(Math.toIntExact(total));
        int at = 0;
        for (int node = 0; node < nodeCount; node++) {
            for (int i = begin[node]; i < begin[node] + degree[node]; i++) {
                lists.set(at++, entries.neighbor(i), entries.event(i), entries.time(i));
            }
        }
        Map<String, Object> arrays = new LinkedHashMap<>();
        arrays.put("degree", Arrays.copyOf(degree, nodeCount));
        arrays.put("neighbor", lists.neighbors());
        arrays.put("event", lists.events());
        arrays.put("time", lists.times());
        arrays.put("last", order.toArray());
        return arrays;
    }

    /** Back to what {@link #state} gave. */
    public void restore(Map<String, Object> state) {
        int[] degrees = StateArrays.ints(state, "degree");
        int[] neighbor = StateArrays.ints(state, "neighbor");
        int[] event = StateArrays.ints(state, "event");
        long[] time = StateArrays.longs(state, "time");
        long[] last = StateArrays.longs(state, "last");
        StateArrays.requireLength(
                "neighbor", Arrays.stream(degrees).asLongStream().sum(), neighbor.length);
        StateArrays.requireLength("event", neighbor.length, event.length);
        StateArrays.requireLength("time", neighbor.length, time.length);
        StateArrays.requireLength("last", 2, last.length);
        long slots = 0;
        for (int count : degrees) {
            slots += count == 0 ? 0 : powerOfTwo(count);
        }
        if (slots > MAX_ENTRIES) {
            throw InvalidInput.at("growing adjacency", "at most " + MAX_ENTRIES + " slots", slots);
        }
        Arrays.fill(free, NONE);
        nodeCount = degrees.length;
        begin = new int[nodeCount];
        degree = new int[nodeCount];
        blockSize = new int[nodeCount];
        added = new int[nodeCount];
        entries = Entries.ofSize((int) slots);
        used = 0;
        int at = 0;
        for (int node = 0; node < nodeCount; node++) {
            blockSize[node] = degrees[node] == 0 ? 0 : (int) powerOfTwo(degrees[node]);
            begin[node] = used;
            used += blockSize[node];
            for (int i = 0; i < degrees[node]; i++, at++) {
                entries.set(begin[node] + degree[node]++, neighbor[at], event[at], time[at]);
            }
        }
        order.set(last);
    }

    @Override
    Entries entries() {
        return entries;
    }

    @Override
    public int nodeCount() {
        return nodeCount;
    }

    @Override
    public int begin(int node) {
        return node < nodeCount ? begin[node] : 0;
    }

    @Override
    public int end(int node) {
        return node < nodeCount ? begin[node] + degree[node] : 0;
    }
}
