package io.tgl.bench;

import io.tgl.core.event.EventStream;
import io.tgl.core.graph.Neighborhoods;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.parallel.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * T-CSR build and recent-20 look-ups on one thread, on a synthetic graph: 100,000 nodes, 3 million events, both ends
 * drawn independently by Zipf's law with exponent 1.0 over shuffled ranks, gaps between events 0 to 19 ticks, seed 1.
 *
 * <p>Query times are uniform over the stream. Query nodes are drawn in two ways, and both are reported: like the events'
 * sources (what training and evaluation ask: a source of a random event), and uniformly over all nodes (most of which
 * have a few events, so an answer is mostly padding: the figure counts real neighbors only; the padding written beside
 * them is a figure of its own). Queries come in calls of 600, as a batch of 200 events with its negatives.
 *
 * <p>A figure is the median of 9 rounds after 5 that are not counted.
 */
public final class GraphBenchmark {
    private static final int NODES = 100_000;
    private static final int EVENTS = 3_000_000;
    private static final int K = 20;
    private static final int CALL = 600;
    private static final int CALLS = 1_000;
    private static final int UNCOUNTED = 5;
    private static final int ROUNDS = 9;

    private GraphBenchmark() {}

    /** Runs it: about ten seconds. */
    public static List<Figure> run() {
        EventStream stream = zipf(1);
        double build = median(() -> TemporalAdjacency.of(stream, Workers.single()));
        TemporalAdjacency adjacency = TemporalAdjacency.of(stream, Workers.single());
        SplittableRandom random = new SplittableRandom(2);
        int[] active =
                random.ints((long) CALLS * CALL, 0, EVENTS).map(stream::source).toArray();
        int[] uniform = random.ints((long) CALLS * CALL, 0, NODES).toArray();
        LookUps bySource = lookUps(adjacency, stream, active);
        LookUps byNode = lookUps(adjacency, stream, uniform);
        return List.of(
                new Figure("T-CSR build, one thread", EVENTS / build * 1e3, "million events/s", 10, true),
                new Figure(
                        "recent-20, nodes drawn like event sources",
                        bySource.neighbors(),
                        "million neighbors/s",
                        60,
                        true),
                new Figure("recent-20, nodes drawn uniformly", byNode.neighbors(), "million neighbors/s", 60, true),
                new Figure(
                        "recent-20, nodes drawn uniformly, padding counted",
                        byNode.slots(),
                        "million slots/s",
                        Double.NaN,
                        true),
                new Figure(
                        "recent-20, neighbors an answer, like sources",
                        bySource.width(),
                        "neighbors",
                        Double.NaN,
                        true),
                new Figure("recent-20, neighbors an answer, uniform", byNode.width(), "neighbors", Double.NaN, true));
    }

    /**
     * @param neighbors million real neighbors a second
     * @param slots million slots a second, padding included
     * @param width mean real neighbors an answer
     */
    private record LookUps(double neighbors, double slots, double width) {}

    private static LookUps lookUps(TemporalAdjacency adjacency, EventStream stream, int[] nodes) {
        long[] times = new SplittableRandom(3)
                .longs(nodes.length, 0, stream.time(EVENTS - 1))
                .toArray();
        int[][] callNodes = new int[CALLS][];
        long[][] callTimes = new long[CALLS][];
        for (int c = 0; c < CALLS; c++) {
            callNodes[c] = Arrays.copyOfRange(nodes, c * CALL, (c + 1) * CALL);
            callTimes[c] = Arrays.copyOfRange(times, c * CALL, (c + 1) * CALL);
        }
        Neighborhoods out = new Neighborhoods();
        long real = 0;
        for (int c = 0; c < CALLS; c++) {
            adjacency.recent(callNodes[c], callTimes[c], CALL, K, out, Workers.single());
            real += Arrays.stream(out.count(), 0, CALL).asLongStream().sum();
        }
        double nanoseconds = median(() -> {
            for (int c = 0; c < CALLS; c++) {
                adjacency.recent(callNodes[c], callTimes[c], CALL, K, out, Workers.single());
            }
        });
        return new LookUps(
                real / nanoseconds * 1e3, (double) nodes.length * K / nanoseconds * 1e3, (double) real / nodes.length);
    }

    /** Nanoseconds of the median round. */
    private static double median(Runnable work) {
        long[] rounds = new long[UNCOUNTED + ROUNDS];
        for (int round = 0; round < rounds.length; round++) {
            long start = System.nanoTime();
            work.run();
            rounds[round] = System.nanoTime() - start;
        }
        Arrays.sort(rounds, UNCOUNTED, rounds.length);
        return rounds[UNCOUNTED + ROUNDS / 2];
    }

    /** The synthetic stream. */
    static EventStream zipf(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] cumulative = new double[NODES];
        int[] nodeOfRank = new int[NODES];
        double sum = 0;
        for (int rank = 0; rank < NODES; rank++) {
            sum += 1.0 / (rank + 1);
            cumulative[rank] = sum;
            int other = random.nextInt(rank + 1);
            nodeOfRank[rank] = nodeOfRank[other];
            nodeOfRank[other] = rank;
        }
        int[] source = new int[EVENTS];
        int[] destination = new int[EVENTS];
        long[] time = new long[EVENTS];
        long now = 0;
        for (int i = 0; i < EVENTS; i++) {
            source[i] = nodeOfRank[rank(cumulative, random.nextDouble() * sum)];
            destination[i] = nodeOfRank[rank(cumulative, random.nextDouble() * sum)];
            now += random.nextInt(20);
            time[i] = now;
        }
        return EventStream.of(NODES, source, destination, time).build();
    }

    private static int rank(double[] cumulative, double at) {
        int found = Arrays.binarySearch(cumulative, at);
        return Math.min(cumulative.length - 1, found < 0 ? -found - 1 : found);
    }

    /** Prints the figures. */
    public static void main(String[] args) {
        for (Figure f : run()) {
            System.out.printf("%-52s %10.1f %s, goal %.0f%n", f.name(), f.value(), f.unit(), f.goal());
        }
    }
}
