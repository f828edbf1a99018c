package io.tgl.bench;

import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.graph.NeighborCache.Forgotten;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.Philox;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.LiveSettings;
import io.tgl.models.live.LiveSettings.NodeLimit;
import io.tgl.models.live.LiveSettings.Ring;
import io.tgl.models.live.LiveSettings.WhenFull;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * A live predictor with TGN at its published widths on a stream of uniformly drawn pairs among 10,000 nodes, nearly 400
 * distinct nodes a batch of 200: the dearest kind. Throughput of observing and of scoring apart, then latencies, counted
 * from the moment at which a request was due and not from when it could be sent.
 */
public final class StreamBenchmark {
    static final int NODES = 10_000;
    static final int BATCH = 200;
    private static final int RING = 20;
    private static final int READERS = 8;
    private static final double SECOND = 1e9;

    final LivePredictor live;
    private long made;
    private volatile long latest;

    StreamBenchmark(Map<String, String> options) {
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(Workers.availableThreads()));
        LiveSettings settings = LiveSettings.USUAL
                .withHistory(new Ring(RING, Forgotten.COUNT))
                .withNodes(new NodeLimit(NODES, WhenFull.REFUSE, NODES));
        live = new LivePredictor(
                (nodes, edges) -> ModelRegistry.create("tgn", new ModelContext(nodes, edges, 1.0, 0, options, compute)),
                settings,
                NodeIndex.identity(NODES));
    }

    /** Runs it: about a minute. */
    public static List<Figure> run() {
        StreamBenchmark bench = new StreamBenchmark(Map.of());
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure("observed, batches of 200", bench.observing(), "events/s", 100_000, true));
        figures.add(new Figure("single link scores, 8 callers", bench.scoring(), "scores/s", 20_000, true));
        double[] mixed = bench.mixed(8_000, 5_000, 10_000);
        figures.add(
                new Figure("single score, 5,000/s beside 10,000 events/s, median", mixed[0], "ms", Double.NaN, false));
        figures.add(new Figure("single score, 5,000/s beside 10,000 events/s, p99", mixed[1], "ms", 2, false));
        figures.add(new Figure("single score, the same, p99.9", mixed[2], "ms", Double.NaN, false));
        double[] ranking = bench.ranking();
        figures.add(new Figure("1,000 candidates ranked, median", ranking[0], "ms", Double.NaN, false));
        figures.add(new Figure("1,000 candidates ranked, p99", ranking[1], "ms", 10, false));
        return figures;
    }

    /** Heap in use after collection at the first and the last of 10 million events, at small widths: about a minute. */
    public static List<Figure> memory() {
        StreamBenchmark bench = new StreamBenchmark(
                Map.of("node-width", "16", "edge-width", "0", "time-width", "16", "neighbors", "5"));
        bench.observe(1_000_000);
        double before = usedHeap();
        bench.observe(9_000_000);
        double growth = usedHeap() - before;
        return List.of(
                new Figure("heap in use after 1 million events", before, "MiB", Double.NaN, false),
                new Figure("its growth over 9 million more", growth, "MiB", 1, false));
    }

    private static double usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1048576.0;
    }

    ArrivingEvents next() {
        long[] source = new long[BATCH];
        long[] destination = new long[BATCH];
        long[] time = new long[BATCH];
        int[] words = new int[4];
        for (int i = 0; i < BATCH; i++, made++) {
            Philox.block(1, made, 0, 0, words);
            source[i] = (Integer.toUnsignedLong(words[0]) * NODES) >>> 32;
            destination[i] = (Integer.toUnsignedLong(words[1]) * NODES) >>> 32;
            time[i] = made / 10;
        }
        return ArrivingEvents.of(new Numbers(source, destination), time);
    }

    private void observe(int events) {
        for (int done = 0; done < events; done += BATCH) {
            live.observe(next());
        }
        latest = made / 10;
    }

    private double observing() {
        observe(400_000);
        double[] rates = new double[5];
        for (int round = 0; round < rates.length; round++) {
            List<ArrivingEvents> batches = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                batches.add(next());
            }
            long start = System.nanoTime();
            batches.forEach(live::observe);
            rates[round] = 500 * BATCH * SECOND / (System.nanoTime() - start);
        }
        latest = made / 10;
        Arrays.sort(rates);
        return rates[2];
    }

    private LinkQueries link(long number) {
        int[] words = new int[4];
        Philox.block(2, number, 0, 0, words);
        return LinkQueries.of(
                new int[] {(int) ((Integer.toUnsignedLong(words[0]) * NODES) >>> 32)},
                new int[] {(int) ((Integer.toUnsignedLong(words[1]) * NODES) >>> 32)},
                new long[] {latest + 10});
    }

    static void together(int threads, IntConsumer task) {
        List<Thread> running = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int number = t;
            running.add(Thread.ofPlatform().start(() -> task.accept(number)));
        }
        for (Thread thread : running) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private double scoring() {
        int each = 8_000;
        double rate = 0;
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            together(READERS, reader -> {
                for (int i = 0; i < each; i++) {
                    live.score(link((long) reader * each + i));
                }
            });
            rate = READERS * each * SECOND / (System.nanoTime() - start);
        }
        return rate;
    }

    /** Median, p99 and p99.9 of a score's latency in ms, at given scores and events a second. */
    private double[] mixed(int milliseconds, int scores, int events) {
        long[][] latencies = new long[READERS][];
        paced(1_000, scores, events, latencies);
        paced(milliseconds, scores, events, latencies);
        long[] all =
                Arrays.stream(latencies).flatMapToLong(Arrays::stream).sorted().toArray();
        return new double[] {share(all, 0.5), share(all, 0.99), share(all, 0.999)};
    }

    private void paced(int milliseconds, int scores, int events, long[][] latencies) {
        long start = System.nanoTime() + 10_000_000;
        together(READERS + 1, thread -> {
            if (thread == READERS) {
                int batches = (int) ((long) events * milliseconds / 1000 / BATCH);
                for (int b = 0; b < batches; b++) {
                    await(start + (long) (b * SECOND * BATCH / events));
                    observe(BATCH);
                }
                return;
            }
            int count = (int) ((long) scores * milliseconds / 1000 / READERS);
            latencies[thread] = new long[count];
            for (int i = 0; i < count; i++) {
                long due = start + (long) ((i * (double) READERS + thread) * SECOND / scores);
                await(due);
                live.score(link((long) i * READERS + thread));
                latencies[thread][i] = System.nanoTime() - due;
            }
        });
    }

    private static void await(long moment) {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private double[] ranking() {
        int[] candidates = new int[1_000];
        long[] latencies = new long[400];
        for (int round = 0; round < latencies.length + 100; round++) {
            for (int i = 0; i < candidates.length; i++) {
                candidates[i] = (int) ((round * 7919L + i * 31L) % NODES);
            }
            long start = System.nanoTime();
            live.rank(round % NODES, candidates, latest + 10);
            if (round >= 100) {
                latencies[round - 100] = System.nanoTime() - start;
            }
        }
        Arrays.sort(latencies);
        return new double[] {share(latencies, 0.5), share(latencies, 0.99)};
    }

    static double share(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, (long) (sorted.length * share))] / 1e6;
    }
}
