package io.tgl.core.graph;

import static io.tgl.core.graph.TestStreams.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.parallel.Workers;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NeighborSourceTest {
    private static Neighborhoods ask(NeighborSource source, int[] nodes, HistoryBound bound, int k, Workers workers) {
        Neighborhoods out = new Neighborhoods();
        // Dirt in every slot: an answer has to overwrite all of them.
        out.resize(nodes.length, k);
        Arrays.fill(out.neighbor(), 77);
        Arrays.fill(out.event(), 77);
        Arrays.fill(out.time(), 77);
        source.recent(nodes, bound, nodes.length, k, out, workers);
        return out;
    }

    private static GrowingAdjacency grown(EventStream stream, int batch) {
        GrowingAdjacency adjacency = new GrowingAdjacency();
        for (int from = 0; from < stream.size(); from += batch) {
            adjacency.append(new EventBatch(stream, from, Math.min(stream.size(), from + batch)));
        }
        return adjacency;
    }

    private static NeighborCache cached(
            EventStream stream, int batch, int capacity, NeighborCache.Forgotten forgotten) {
        NeighborCache cache = new NeighborCache(capacity, forgotten);
        for (int from = 0; from < stream.size(); from += batch) {
            cache.observe(new EventBatch(stream, from, Math.min(stream.size(), from + batch)));
        }
        return cache;
    }

    @Property(tries = 300)
    void everySourceAnswersAsAScanOfTheStream(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int nodeCount,
            @ForAll @IntRange(min = 0, max = 150) int events,
            @ForAll @IntRange(min = 0, max = 3) int maxGap,
            @ForAll @IntRange(min = 0, max = 30) int k) {
        SplittableRandom random = new SplittableRandom(seed);
        EventStream stream = TestStreams.random(seed, nodeCount, events, maxGap);
        if (random.nextBoolean()) {
            stream = TestStreams.subset(stream, seed);
        }
        int[] nodes = TestStreams.nodes(random, 70, nodeCount);
        HistoryBound bound = random.nextBoolean()
                ? HistoryBound.before(TestStreams.times(random, 70, stream))
                : new HistoryBound.BeforeEvent(random.nextInt(events + 2));
        String expected = text(TestStreams.naive(stream, nodes, bound, k));

        Workers workers = Workers.ofThreads(1 + random.nextInt(3));
        TemporalAdjacency adjacency = TemporalAdjacency.of(stream, workers);
        assertThat(text(ask(adjacency, nodes, bound, k, workers))).isEqualTo(expected);
        int batch = 1 + random.nextInt(40);
        assertThat(text(ask(grown(stream, batch), nodes, bound, k, workers))).isEqualTo(expected);
        NeighborCache deep = cached(stream, batch, 2 * events + 1, NeighborCache.Forgotten.REFUSE);
        assertThat(text(ask(deep, nodes, bound, k, workers))).isEqualTo(expected);
    }

    @Property(tries = 200)
    void theRingAnswersExactlyOrSaysThatItCannot(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 8) int nodeCount,
            @ForAll @IntRange(min = 1, max = 9) int capacity,
            @ForAll @IntRange(min = 1, max = 9) int k) {
        SplittableRandom random = new SplittableRandom(seed);
        EventStream stream = TestStreams.random(seed, nodeCount, 80, 2);
        NeighborCache counting = cached(stream, 7, capacity, NeighborCache.Forgotten.COUNT);
        NeighborCache refusing = cached(stream, 7, capacity, NeighborCache.Forgotten.REFUSE);
        for (int q = 0; q < 30; q++) {
            int[] nodes = {random.nextInt(nodeCount)};
            HistoryBound bound = HistoryBound.before(TestStreams.times(random, 1, stream));
            String expected = text(TestStreams.naive(stream, nodes, bound, k));
            long before = counting.forgottenReaches();
            String found = text(ask(counting, nodes, bound, k, Workers.single()));
            if (counting.forgottenReaches() == before) {
                assertThat(found).isEqualTo(expected);
                assertThat(text(ask(refusing, nodes, bound, k, Workers.single())))
                        .isEqualTo(expected);
            } else {
                assertThatThrownBy(() -> ask(refusing, nodes, bound, k, Workers.single()))
                        .isInstanceOf(InvalidInput.class)
                        .hasMessageContaining("node " + nodes[0])
                        .hasMessageContaining("forgotten");
            }
        }
        // The present is always within reach of a ring of at least k.
        if (k <= capacity) {
            int[] all = IntStream.range(0, nodeCount).toArray();
            HistoryBound now = new HistoryBound.BeforeEvent(stream.size());
            assertThat(text(ask(refusing, all, now, k, Workers.single())))
                    .isEqualTo(text(TestStreams.naive(stream, all, now, k)));
        }
    }

    @Property(tries = 100)
    void nothingAtOrAfterTheBoundMatters(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EventStream stream = TestStreams.random(seed, 6, 60, 2);
        long bound = stream.time(random.nextInt(60));
        EventStream other = TestStreams.noiseFrom(stream, bound, seed + 1);
        int[] nodes = TestStreams.nodes(random, 20, 6);
        long[] times = new long[20];
        Arrays.fill(times, bound);
        HistoryBound before = HistoryBound.before(times);
        assertThat(text(ask(TemporalAdjacency.of(other, Workers.single()), nodes, before, 9, Workers.single())))
                .isEqualTo(
                        text(ask(TemporalAdjacency.of(stream, Workers.single()), nodes, before, 9, Workers.single())));
    }

    @Property(tries = 100)
    void slicesAndDegreesCountTheVisibleEntries(@ForAll long seed) {
        EventStream stream = TestStreams.random(seed, 5, 60, 2);
        TemporalAdjacency adjacency = TemporalAdjacency.of(stream, Workers.single());
        for (int node = 0; node < 5; node++) {
            for (long time = 0; time < stream.time(59) + 2; time++) {
                int[] one = {node};
                Neighborhoods all = TestStreams.naive(stream, one, HistoryBound.before(new long[] {time}), 200);
                assertThat(adjacency.degreeBefore(node, time)).isEqualTo(all.count()[0]);
                int end = adjacency.indexBefore(node, time);
                int begin = adjacency.firstOfLast(node, time, 4);
                assertThat(end - begin).isEqualTo(Math.min(4, all.count()[0]));
                for (int i = begin; i < end; i++) {
                    int slot = 200 - (end - i);
                    assertThat(adjacency.neighborAt(i)).isEqualTo(all.neighbor()[slot]);
                    assertThat(adjacency.eventAt(i)).isEqualTo(all.event()[slot]);
                    assertThat(adjacency.timeAt(i)).isEqualTo(all.time()[slot]);
                }
            }
        }
    }

    @Test
    void spansOfEitherWidthKeepTheirTimes() {
        for (long span : new long[] {Integer.MAX_VALUE, Integer.MAX_VALUE + 1L}) {
            long[] time = {-7, 5, span - 8, span - 7};
            EventStream stream =
                    EventStream.of(2, new int[4], new int[] {1, 1, 1, 1}, time).build();
            HistoryBound bound = HistoryBound.before(new long[] {-7, span - 7, span - 6, Long.MAX_VALUE});
            int[] nodes = {0, 0, 1, 1};
            assertThat(text(ask(TemporalAdjacency.of(stream, Workers.single()), nodes, bound, 5, Workers.single())))
                    .isEqualTo(text(TestStreams.naive(stream, nodes, bound, 5)));
        }
    }

    @Test
    void extremeTimesAreComparedWithoutOverflow() {
        long[] time = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE - 1, Long.MAX_VALUE};
        EventStream stream = EventStream.of(2, new int[7], new int[] {1, 1, 1, 1, 1, 1, 1}, time)
                .build();
        int[] nodes = {0, 0, 0, 0, 0, 0, 0};
        HistoryBound bound = HistoryBound.before(time);
        assertThat(text(ask(TemporalAdjacency.of(stream, Workers.single()), nodes, bound, 8, Workers.single())))
                .isEqualTo(text(TestStreams.naive(stream, nodes, bound, 8)));
    }

    @Test
    void manyQueriesGiveTheSameOnAnyThreadCount() {
        EventStream stream = TestStreams.random(5, 300, 20_000, 2);
        SplittableRandom random = new SplittableRandom(6);
        int[] nodes = TestStreams.nodes(random, 3_000, 300);
        HistoryBound bound = HistoryBound.before(TestStreams.times(random, 3_000, stream));
        String one = text(ask(TemporalAdjacency.of(stream, Workers.single()), nodes, bound, 20, Workers.single()));
        for (int threads = 2; threads <= 5; threads++) {
            Workers workers = Workers.ofThreads(threads);
            assertThat(text(ask(TemporalAdjacency.of(stream, workers), nodes, bound, 20, workers)))
                    .isEqualTo(one);
        }
    }

    @Test
    void batchBoundIsTheFirstEventOfTheBatch() {
        EventStream whole = TestStreams.random(3, 5, 40, 0);
        EventStream part = TestStreams.subset(whole, 3);
        assertThat(HistoryBound.before(new EventBatch(part, 4, 9)))
                .isEqualTo(new HistoryBound.BeforeEvent(part.eventId(4)));
        int end = part.size();
        assertThat(HistoryBound.before(new EventBatch(part, end, end)))
                .isEqualTo(new HistoryBound.BeforeEvent(part.eventId(end - 1) + 1));
    }

    @Test
    void limitIsCheckedBeforeAllocation() {
        assertThat(TemporalAdjacency.entryCount(268_435_454)).isEqualTo(536_870_908);
        assertThatThrownBy(() -> TemporalAdjacency.entryCount(268_435_455))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("268435454");
    }

    @Test
    void batchesOutOfOrderAreRefusedAndChangeNothing() {
        EventStream stream = TestStreams.random(9, 4, 30, 1);
        GrowingAdjacency adjacency = grown(stream, 30);
        NeighborCache cache = cached(stream, 30, 5, NeighborCache.Forgotten.REFUSE);
        EventBatch old = new EventBatch(stream, 10, 20);
        int[] nodes = {0, 1, 2, 3};
        HistoryBound now = new HistoryBound.BeforeEvent(30);
        String before = text(ask(adjacency, nodes, now, 5, Workers.single()));
        assertThatThrownBy(() -> adjacency.append(old))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("event 10");
        assertThatThrownBy(() -> cache.observe(old))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("event 29");
        assertThat(text(ask(adjacency, nodes, now, 5, Workers.single()))).isEqualTo(before);
        assertThat(text(ask(cache, nodes, now, 5, Workers.single()))).isEqualTo(before);
    }

    @Test
    void liveSourcesAcceptNewNodesAndKnowNothingOfUnknownOnes() {
        EventStream small = TestStreams.random(1, 3, 20, 1);
        int[] rows = IntStream.range(20, 40).toArray();
        EventStream large = TestStreams.random(1, 50, 40, 1);
        long[] late = large.times();
        for (int i = 0; i < late.length; i++) {
            late[i] += 100;
        }
        EventStream next = EventStream.of(50, large.sources(), large.destinations(), late)
                .build()
                .select(rows);
        NeighborCache cache = cached(small, 20, 40, NeighborCache.Forgotten.REFUSE);
        GrowingAdjacency adjacency = grown(small, 20);
        int[] unknown = {3, 49, 1_000};
        HistoryBound end = new HistoryBound.BeforeEvent(40);
        assertThat(ask(cache, unknown, end, 2, Workers.single()).count()).containsExactly(0, 0, 0);
        assertThat(ask(adjacency, unknown, end, 2, Workers.single()).count()).containsExactly(0, 0, 0);
        cache.observe(next.all());
        adjacency.append(next.all());
        assertThat(cache.nodeCount()).isEqualTo(50);
        int[] all = IntStream.range(0, 50).toArray();
        assertThat(text(ask(cache, all, end, 9, Workers.single())))
                .isEqualTo(text(ask(adjacency, all, end, 9, Workers.single())));
        assertThat(ask(cache, new int[] {next.source(19)}, end, 1, Workers.single())
                        .event()[0])
                .isEqualTo(39);
    }

    @Test
    void cacheStateIsRestoredAndCarriesOn() {
        EventStream stream = TestStreams.random(4, 6, 90, 1);
        NeighborCache cache =
                cached(stream.select(IntStream.range(0, 50).toArray()), 10, 4, NeighborCache.Forgotten.REFUSE);
        var state = cache.state();
        cache.observe(new EventBatch(stream, 50, 90));
        NeighborCache other = new NeighborCache(4);
        other.restore(state);
        other.observe(new EventBatch(stream, 50, 90));
        int[] nodes = {0, 1, 2, 3, 4, 5};
        HistoryBound now = new HistoryBound.BeforeEvent(90);
        assertThat(text(ask(other, nodes, now, 4, Workers.single())))
                .isEqualTo(text(ask(cache, nodes, now, 4, Workers.single())));
        assertThatThrownBy(() -> new NeighborCache(5).restore(state)).isInstanceOf(InvalidInput.class);
    }
}
