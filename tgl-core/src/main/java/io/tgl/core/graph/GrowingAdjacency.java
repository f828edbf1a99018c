package io.tgl.core.graph;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import java.util.Arrays;

/**
 * Exact adjacency of a live stream: grows by batches, forgets nothing, answers as the {@link TemporalAdjacency} of all
 * events so far would. A list that outgrows its block moves to one of a power of two; the old block is used again by
 * another list. Amortised constant time an event. At most 536,870,909 slots.
 *
 * <p>Not to be read while it grows. A node that no stream has named yet has no neighbors.
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
    private final StreamOrder order = new StreamOrder();

    /** An empty adjacency. */
    public GrowingAdjacency() {
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
        entries.set(begin[node] + degree[node]++, neighbor, event, time);
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
