package io.tgl.core.graph;

import static io.tgl.core.graph.TestStreams.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.parallel.Workers;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NeighborSamplersTest {
    private static final KeyedDraws.Words WORDS = KeyedDraws.philox(7);

    /** Gives out what the test says, then starts over at reset. */
    private static final class Script implements ReplayedDraws.Sequence {
        private final double[] numbers;
        private final Deque<Double> left = new ArrayDeque<>();
        private final StringBuilder asked = new StringBuilder();

        Script(double... numbers) {
            this.numbers = numbers;
            reset();
        }

        @Override
        public int index(int count) {
            asked.append(count).append(' ');
            return (int) (double) left.removeFirst();
        }

        @Override
        public double uniform() {
            return left.removeFirst();
        }

        @Override
        public void reset() {
            left.clear();
            Arrays.stream(numbers).forEach(left::add);
        }
    }

    private static NeighborSampler sampler(int which, EventStream stream, NeighborDraws draws, Workers workers) {
        TemporalAdjacency adjacency = TemporalAdjacency.of(stream, workers);
        return switch (which) {
            case 0 -> NeighborSamplers.recent(adjacency);
            case 1 -> NeighborSamplers.uniform(adjacency, draws);
            default -> NeighborSamplers.timeIntervalAware(adjacency, 0.05, draws, workers);
        };
    }

    private static Neighborhoods ask(NeighborSampler sampler, int[] nodes, HistoryBound bound, int k, Workers workers) {
        Neighborhoods out = new Neighborhoods();
        out.resize(nodes.length, k);
        Arrays.fill(out.neighbor(), 77);
        sampler.sample(nodes, bound, nodes.length, k, out, workers);
        return out;
    }

    @Property(tries = 150)
    void samplesArePastEventsInOrderOfTime(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EventStream stream = TestStreams.random(seed, 1 + random.nextInt(6), random.nextInt(80), 2);
        int[] nodes = TestStreams.nodes(random, 40, stream.nodeCount());
        HistoryBound bound = random.nextBoolean()
                ? HistoryBound.before(TestStreams.times(random, 40, stream))
                : new HistoryBound.BeforeEvent(random.nextInt(90));
        int k = random.nextInt(12);
        Neighborhoods past = TestStreams.naive(stream, nodes, bound, 200);
        for (int which = 1; which < 3; which++) {
            NeighborSampler sampler = sampler(which, stream, KeyedDraws.byContent(WORDS), Workers.single());
            Neighborhoods out = ask(sampler, nodes, bound, k, Workers.single());
            for (int q = 0; q < nodes.length; q++) {
                assertThat(out.count()[q]).isEqualTo(past.count()[q] == 0 ? 0 : k);
                for (int slot = q * k; slot < (q + 1) * k; slot++) {
                    if (past.count()[q] == 0) {
                        assertThat(out.neighbor()[slot]).isEqualTo(-1);
                        assertThat(out.event()[slot]).isEqualTo(-1);
                        assertThat(out.time()[slot]).isZero();
                    } else {
                        assertThat(bound.sees(q, out.event()[slot], out.time()[slot]))
                                .isTrue();
                        int row = out.event()[slot];
                        assertThat(out.time()[slot]).isEqualTo(stream.time(row));
                        assertThat(new int[] {nodes[q], out.neighbor()[slot]})
                                .containsExactlyInAnyOrder(stream.source(row), stream.destination(row));
                        assertThat(slot == q * k || out.time()[slot - 1] <= out.time()[slot])
                                .isTrue();
                    }
                }
            }
        }
    }

    @Property(tries = 100)
    void nothingAtOrAfterTheBoundMatters(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EventStream stream = TestStreams.random(seed, 5, 60, 2);
        long bound = stream.time(random.nextInt(60));
        EventStream other = TestStreams.noiseFrom(stream, bound, seed + 1);
        int[] nodes = TestStreams.nodes(random, 15, 5);
        long[] times = new long[15];
        Arrays.fill(times, bound);
        for (int which = 0; which < 3; which++) {
            NeighborSampler one = sampler(which, stream, KeyedDraws.byContent(WORDS), Workers.single());
            NeighborSampler two = sampler(which, other, KeyedDraws.byContent(WORDS), Workers.single());
            assertThat(text(ask(two, nodes, HistoryBound.before(times), 6, Workers.single())))
                    .isEqualTo(text(ask(one, nodes, HistoryBound.before(times), 6, Workers.single())));
            for (MultiHop.InnerTime inner : MultiHop.InnerTime.values()) {
                MultiHop hopsOne = new MultiHop(one, 3, inner);
                MultiHop hopsTwo = new MultiHop(two, 3, inner);
                hopsOne.sample(nodes, times, 15, 3, Workers.single());
                hopsTwo.sample(nodes, times, 15, 3, Workers.single());
                assertThat(text(hopsTwo.hop(2))).isEqualTo(text(hopsOne.hop(2)));
            }
        }
    }

    @Test
    void threadsAndCompanyChangeNothing() {
        EventStream stream = TestStreams.random(8, 50, 3_000, 2);
        SplittableRandom random = new SplittableRandom(9);
        int size = 1_500;
        int[] nodes = TestStreams.nodes(random, size, 50);
        long[] times = TestStreams.times(random, size, stream);
        for (int which = 0; which < 3; which++) {
            NeighborSampler single = sampler(which, stream, KeyedDraws.byContent(WORDS), Workers.single());
            Neighborhoods all = ask(single, nodes, HistoryBound.before(times), 7, Workers.single());
            Workers team = Workers.ofThreads(3);
            NeighborSampler parallel = sampler(which, stream, KeyedDraws.byContent(WORDS), team);
            assertThat(text(ask(parallel, nodes, HistoryBound.before(times), 7, team)))
                    .isEqualTo(text(all));
            for (int q = 0; q < 20; q++) {
                Neighborhoods alone = ask(
                        single, new int[] {nodes[q]}, HistoryBound.before(new long[] {times[q]}), 7, Workers.single());
                assertThat(Arrays.copyOf(alone.event(), 7))
                        .isEqualTo(Arrays.copyOfRange(all.event(), q * 7, q * 7 + 7));
            }
        }
    }

    @Test
    void equalQueriesShareDrawsByContentAndNotByPosition() {
        EventStream stream = TestStreams.random(8, 3, 500, 2);
        int[] nodes = {1, 1};
        HistoryBound bound = new HistoryBound.BeforeEvent(500);
        TemporalAdjacency adjacency = TemporalAdjacency.of(stream, Workers.single());
        int[] content = ask(
                        NeighborSamplers.uniform(adjacency, KeyedDraws.byContent(WORDS)),
                        nodes,
                        bound,
                        20,
                        Workers.single())
                .event();
        int[] position = ask(
                        NeighborSamplers.uniform(adjacency, KeyedDraws.byPosition(WORDS)),
                        nodes,
                        bound,
                        20,
                        Workers.single())
                .event();
        assertThat(Arrays.copyOfRange(content, 20, 40)).isEqualTo(Arrays.copyOf(content, 20));
        assertThat(Arrays.copyOfRange(position, 20, 40)).isNotEqualTo(Arrays.copyOf(position, 20));
    }

    /** Node 0 has events at the given times, with neighbors 1, 2, ... in order. */
    private static EventStream star(long... times) {
        int[] destination = new int[times.length];
        Arrays.setAll(destination, i -> i + 1);
        return EventStream.of(times.length + 1, new int[times.length], destination, times)
                .build();
    }

    @Test
    void replayedDrawsAreTakenInOrderAndTiesStayInTheOrderDrawn() {
        TemporalAdjacency adjacency = TemporalAdjacency.of(star(1, 5, 5, 9), Workers.single());
        // Node 0 before 9: entries 0 1 2; draws 2 0 1 2. Node 3 before 5: nothing. Node 1 before 7: one entry.
        Script script = new Script(2, 0, 1, 2, 0, 0, 0, 0);
        NeighborSampler sampler = NeighborSamplers.uniform(adjacency, new ReplayedDraws(script));
        int[] nodes = {0, 3, 1};
        HistoryBound bound = HistoryBound.before(new long[] {9, 5, 7});
        Neighborhoods out = ask(sampler, nodes, bound, 4, Workers.ofThreads(2));
        assertThat(Arrays.copyOf(out.neighbor(), 12)).containsExactly(1, 3, 2, 3, -1, -1, -1, -1, 0, 0, 0, 0);
        assertThat(script.asked).hasToString("3 3 3 3 1 1 1 1 ");
        sampler.reset();
        assertThat(text(ask(sampler, nodes, bound, 4, Workers.single()))).isEqualTo(text(out));
    }

    @Test
    void timeIntervalWeightsAreTheSoftmaxOfThePublishedOnes() {
        long[] times = {0, 3, 3, 10, 40, 41};
        double alpha = 0.1;
        int past = 5;
        double[] q = new double[past];
        double sum = 0;
        for (int i = 0; i < past; i++) {
            // The published form, with the last time that makes no difference.
            sum += StrictMath.exp(alpha * (times[i] - times[5]));
            q[i] = StrictMath.exp(alpha * (times[i] - times[5])) / sum;
        }
        double total = Arrays.stream(q).map(StrictMath::exp).sum();
        TemporalAdjacency adjacency = TemporalAdjacency.of(star(times), Workers.single());
        // Just below and just above each boundary of the cumulative distribution.
        double at = 0;
        for (int i = 0; i < past; i++) {
            double next = at + StrictMath.exp(q[i]) / total;
            Script script = new Script(at + 1e-6, next - 1e-6);
            NeighborSampler sampler =
                    NeighborSamplers.timeIntervalAware(adjacency, alpha, new ReplayedDraws(script), Workers.single());
            Neighborhoods out = ask(sampler, new int[] {0}, HistoryBound.before(new long[] {41}), 2, Workers.single());
            assertThat(Arrays.copyOf(out.event(), 2)).as("entry " + i).containsExactly(i, i);
            at = next;
        }
        assertThat(at).isEqualTo(1, within(1e-12));
    }

    @Test
    void longSilencesDoNotUnderflow() {
        TemporalAdjacency adjacency =
                TemporalAdjacency.of(star(0, 1, 10_000_000_000L, 10_000_000_001L), Workers.single());
        NeighborSampler sampler =
                NeighborSamplers.timeIntervalAware(adjacency, 1e-6, KeyedDraws.byContent(WORDS), Workers.single());
        Neighborhoods out =
                ask(sampler, new int[] {0}, HistoryBound.before(new long[] {Long.MAX_VALUE}), 4_000, Workers.single());
        // q = 1, 1/2, 1, 1/2 to within 1e-6.
        double e = 1 / (2 + 2 * StrictMath.exp(-0.5));
        for (int i = 0; i < 4; i++) {
            int event = i;
            long drawn =
                    Arrays.stream(out.event(), 0, 4_000).filter(x -> x == event).count();
            assertThat(drawn / 4_000.0).isEqualTo(i % 2 == 0 ? e : e * StrictMath.exp(-0.5), within(0.03));
        }
    }

    @Test
    void uniformDrawsAreUniform() {
        TemporalAdjacency adjacency = TemporalAdjacency.of(star(1, 2, 3, 4, 5), Workers.single());
        NeighborSampler sampler = NeighborSamplers.uniform(adjacency, KeyedDraws.byContent(WORDS));
        Neighborhoods out = ask(sampler, new int[] {0}, HistoryBound.before(new long[] {9}), 5_000, Workers.single());
        for (int i = 0; i < 5; i++) {
            int event = i;
            assertThat(Arrays.stream(out.event(), 0, 5_000)
                            .filter(x -> x == event)
                            .count())
                    .isBetween(900L, 1_100L);
        }
    }

    @Test
    void hopsAskTheLastHopsSlotsAgainAndPadsExpandToPads() {
        // 0-1 at 1, 1-2 at 2, 2-3 at 3, 3-0 at 4.
        EventStream stream = EventStream.of(4, new int[] {0, 1, 2, 3}, new int[] {1, 2, 3, 0}, new long[] {1, 2, 3, 4})
                .build();
        MultiHop hops = new MultiHop(
                NeighborSamplers.recent(TemporalAdjacency.of(stream, Workers.single())), 2, MultiHop.InnerTime.EXACT);
        hops.sample(new int[] {3, -1}, new long[] {5, 5}, 2, 2, Workers.single());
        assertThat(text(hops.hop(0))).isEqualTo("0 (2): 2#2@3 0#3@4\n1 (0): -1#-1@0 -1#-1@0\n");
        assertThat(text(hops.hop(1)))
                .isEqualTo(
                        "0 (1): -1#-1@0 1#1@2\n1 (1): -1#-1@0 1#0@1\n2 (0): -1#-1@0 -1#-1@0\n3 (0): -1#-1@0 -1#-1@0\n");
        // By event: the same past.
        hops.sample(new int[] {3}, new HistoryBound.BeforeEvent(4), 1, 2, Workers.single());
        assertThat(text(hops.hop(1))).isEqualTo("0 (1): -1#-1@0 1#1@2\n1 (1): -1#-1@0 1#0@1\n");
    }

    @Test
    void float32TimesAreRoundedButNeverPastTheOuterQuery() {
        long down = (1L << 24) + 1; // rounds to 2^24
        long up = (1L << 24) + 3; // rounds to 2^24 + 4
        // Node 1's own past: at 2^24 (event 0), at `down` with node 0, at `up` with node 0.
        EventStream stream = EventStream.of(
                        3, new int[] {1, 0, 0, 1}, new int[] {2, 1, 1, 2}, new long[] {1L << 24, down, up, up})
                .build();
        NeighborSampler recent = NeighborSamplers.recent(TemporalAdjacency.of(stream, Workers.single()));
        MultiHop rounded = new MultiHop(recent, 2, MultiHop.InnerTime.FLOAT32);
        rounded.sample(new int[] {0}, new long[] {down + 1}, 1, 1, Workers.single());
        assertThat(rounded.hop(1).event()[0])
                .as("asked at 2^24, strictly before it is nothing")
                .isEqualTo(-1);
        rounded.sample(new int[] {0}, new long[] {up + 1}, 1, 1, Workers.single());
        assertThat(rounded.hop(1).event()[0])
                .as("asked at 2^24 + 4, sees its own tie")
                .isEqualTo(3);
        rounded.sample(new int[] {0}, new long[] {up}, 1, 1, Workers.single());
        assertThat(rounded.hop(1).event()[0]).as("event 1 rounds down").isEqualTo(-1);
        assertThatThrownBy(() -> rounded.sample(new int[] {0}, new HistoryBound.BeforeEvent(2), 1, 1, Workers.single()))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void limitsAndArgumentsAreChecked() {
        TemporalAdjacency adjacency = TemporalAdjacency.of(star(1), Workers.single());
        MultiHop hops = new MultiHop(NeighborSamplers.recent(adjacency), 4, MultiHop.InnerTime.EXACT);
        assertThatThrownBy(() -> hops.sample(new int[100], new long[100], 100, 100, Workers.single()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("10000000000");
        assertThatThrownBy(() -> NeighborSamplers.timeIntervalAware(
                        adjacency, Double.NaN, KeyedDraws.byContent(WORDS), Workers.single()))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> ask(
                        NeighborSamplers.uniform(adjacency, KeyedDraws.byContent(WORDS)),
                        new int[2],
                        HistoryBound.before(new long[1]),
                        1,
                        Workers.single()))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("asked for 2");
    }
}
