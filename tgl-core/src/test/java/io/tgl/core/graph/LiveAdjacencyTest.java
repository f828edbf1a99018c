package io.tgl.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.graph.NeighborCache.Forgotten;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.NumpyRandomState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What grows, is put on top, taken back and forgotten, against plain lists of entries. */
class LiveAdjacencyTest {
    private static final int NODES = 6;
    private static final int K = 4;
    private static final int CAPACITY = 7;

    /** An entry of a node's list. */
    private record Entry(int neighbor, int event, long time) {}

    private final NumpyRandomState random = new NumpyRandomState(3);
    private final List<List<Entry>> lists = new ArrayList<>();
    private final List<List<Entry>> rings = new ArrayList<>();
    private final List<Integer> dropped = new ArrayList<>();
    private int events;
    private long now;

    LiveAdjacencyTest() {
        for (int node = 0; node < NODES; node++) {
            lists.add(new ArrayList<>());
            rings.add(new ArrayList<>());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void agreesWithPlainLists(boolean late) {
        GrowingAdjacency adjacency = new GrowingAdjacency(late);
        NeighborCache cache = new NeighborCache(CAPACITY, Forgotten.COUNT, late);
        List<Integer> told = new ArrayList<>();
        cache.onDropped(told::add);
        PendingNeighbors above = new PendingNeighbors(cache, late);
        for (int round = 0; round < 300; round++) {
            EventBatch batch = batch(late);
            List<List<Entry>> withBatch = copy(lists);
            add(withBatch, batch);
            adjacency.append(batch);
            compare(adjacency, withBatch);
            adjacency.retract(batch);
            compare(adjacency, lists);
            above.with(batch, () -> compare(above, merged(batch)));
            compare(above, rings);

            adjacency.append(batch);
            cache.observe(batch);
            add(lists, batch);
            addToRings(batch);
            if (round % 9 == 8) {
                int[] gone = random.integers(NODES, 2);
                adjacency.forget(gone);
                cache.forget(gone);
                forget(lists, gone);
                forget(rings, gone);
            }
            if (round % 50 == 49) {
                GrowingAdjacency saved = adjacency;
                adjacency = new GrowingAdjacency(late);
                adjacency.restore(saved.state());
                int[] old = cache.renumber();
                rings.forEach(
                        ring -> ring.replaceAll(e -> new Entry(e.neighbor, Arrays.binarySearch(old, e.event), e.time)));
                compare(above, rings);
                restoreNumbers(cache, old);
            }
            compare(adjacency, lists);
            compare(above, rings);
        }
        assertThat(told).hasSizeGreaterThan(100);
        dropped.sort(null);
        told.sort(null);
        assertThat(told).isEqualTo(dropped);
    }

    /** Puts the old numbers back, so that both kinds go on with the same events. */
    private void restoreNumbers(NeighborCache cache, int[] old) {
        var state = cache.state();
        int[] event = (int[]) state.get("event");
        int[] seen = (int[]) state.get("seen");
        int[] next = (int[]) state.get("next");
        for (int node = 0; node < seen.length; node++) {
            int held = Math.min(seen[node], CAPACITY);
            for (int i = 1; i <= held; i++) {
                int at = node * CAPACITY + Math.floorMod(next[node] - i, CAPACITY);
                event[at] = old[event[at]];
            }
        }
        ((long[]) state.get("last"))[0] = events - 1;
        cache.restore(state);
        rings.forEach(ring -> ring.replaceAll(e -> new Entry(e.neighbor, old[e.event], e.time)));
    }

    private EventBatch batch(boolean late) {
        int n = 1 + random.integers(5, 1)[0];
        int[] source = random.integers(NODES, n);
        int[] destination = random.integers(NODES, n);
        long[] time = new long[n];
        for (int i = 0; i < n; i++) {
            now += random.integers(3, 1)[0];
            time[i] = late && random.integers(3, 1)[0] == 0 ? now - random.integers(9, 1)[0] : now;
        }
        EventBatch batch = EventStream.of(NODES, source, destination, time)
                .firstEvent(events)
                .arrivalOrder()
                .build()
                .all();
        events += n;
        return batch;
    }

    private static List<List<Entry>> copy(List<List<Entry>> lists) {
        return new ArrayList<>(lists.stream().map(ArrayList::new).toList());
    }

    private static void add(List<List<Entry>> lists, EventBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            insert(lists.get(batch.source(i)), new Entry(batch.destination(i), batch.eventId(i), batch.time(i)));
            insert(lists.get(batch.destination(i)), new Entry(batch.source(i), batch.eventId(i), batch.time(i)));
        }
    }

    private static void insert(List<Entry> list, Entry entry) {
        int at = list.size();
        while (at > 0 && list.get(at - 1).time > entry.time) {
            at--;
        }
        list.add(at, entry);
    }

    private void addToRings(EventBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            push(batch.source(i), new Entry(batch.destination(i), batch.eventId(i), batch.time(i)));
            push(batch.destination(i), new Entry(batch.source(i), batch.eventId(i), batch.time(i)));
        }
    }

    private void push(int node, Entry entry) {
        List<Entry> ring = rings.get(node);
        insert(ring, entry);
        if (ring.size() > CAPACITY) {
            dropped.add(ring.removeFirst().event);
        }
    }

    private List<List<Entry>> merged(EventBatch batch) {
        List<List<Entry>> merged = copy(rings);
        add(merged, batch);
        return merged;
    }

    private void forget(List<List<Entry>> from, int[] gone) {
        for (int node = 0; node < NODES; node++) {
            int self = node;
            boolean all = IntStream.of(gone).anyMatch(g -> g == self);
            from.get(node).removeIf(e -> {
                boolean goes = all || IntStream.of(gone).anyMatch(g -> g == e.neighbor);
                if (goes && from == rings) {
                    dropped.add(e.event);
                }
                return goes;
            });
        }
    }

    private void compare(NeighborSource source, List<List<Entry>> expected) {
        int[] nodes = IntStream.range(0, 3 * NODES).map(i -> i / 3).toArray();
        long[] times = new long[nodes.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = new long[] {now + 1, now, now - 3}[i % 3];
        }
        Neighborhoods found = new Neighborhoods();
        source.recent(nodes, times, nodes.length, K, found, Workers.single());
        for (int q = 0; q < nodes.length; q++) {
            long bound = times[q];
            List<Entry> visible =
                    expected.get(nodes[q]).stream().filter(e -> e.time < bound).toList();
            List<Entry> last = visible.subList(Math.max(0, visible.size() - K), visible.size());
            List<Entry> answer = new ArrayList<>();
            for (int slot = (q + 1) * K - found.count()[q]; slot < (q + 1) * K; slot++) {
                answer.add(new Entry(found.neighbor()[slot], found.event()[slot], found.time()[slot]));
            }
            assertThat(answer).isEqualTo(last);
        }
    }
}
