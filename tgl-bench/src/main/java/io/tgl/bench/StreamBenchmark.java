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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

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
    private static final int MILLIONS = 10;
    /** Rankings before those that count: code for calls of their size is compiled by then. */
    private static final int WARM = 600;
    /** MiB by which what the machine itself needs may grow, compiled code above all. */
    private static final double RESIDENT = 16;

    final LivePredictor live;
    private long made;
    private volatile long latest;

    StreamBenchmark() {
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(Workers.availableThreads()));
        LiveSettings settings = LiveSettings.USUAL
                .withHistory(new Ring(RING, Forgotten.COUNT))
                .withNodes(new NodeLimit(NODES, WhenFull.REFUSE, NODES));
        live = new LivePredictor(
                (nodes, edges) ->
                        ModelRegistry.create("tgn", new ModelContext(nodes, edges, 1.0, 0, Map.of(), compute)),
                settings,
                NodeIndex.identity(NODES));
    }

    /** Runs it: about a minute. */
    public static List<Figure> run() {
        StreamBenchmark bench = new StreamBenchmark();
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure("observed, batches of 200", bench.observing(), "events/s", 100_000, true));
        figures.add(new Figure("single link scores, 8 callers", bench.scoring(), "scores/s", 20_000, true));
        double[] mixed = bench.mixed(8_000, 5_000, 10_000);
        figures.add(
                new Figure("single score, 5,000/s beside 10,000 events/s, median", mixed[0], "ms", Double.NaN, false));
        figures.add(new Figure("single score, 5,000/s beside 10,000 events/s, p99", mixed[1], "ms", 2, false));
        figures.add(new Figure("single score, the same, p99.9", mixed[2], "ms", Double.NaN, false));
        figures.add(new Figure("batch of 200 taken in, the same, p99", mixed[3], "ms", Double.NaN, false));
        double[] ranking = bench.ranking();
        figures.add(new Figure("1,000 candidates ranked, median", ranking[0], "ms", Double.NaN, false));
        figures.add(new Figure("1,000 candidates ranked, p99", ranking[1], "ms", 10, false));
        return figures;
    }

    /**
     * Heap in use after collection, and resident memory, after every million of 10 million events of a fixed node set, a
     * link scored after each batch: two minutes.
     */
    public static List<Figure> memory() {
        StreamBenchmark bench = new StreamBenchmark();
        List<Figure> figures = new ArrayList<>();
        double[] heap = new double[MILLIONS];
        double[] resident = new double[MILLIONS];
        for (int m = 0; m < MILLIONS; m++) {
            for (int batch = 0; batch < 1_000_000 / BATCH; batch++) {
                bench.observe(BATCH);
                bench.live.score(bench.link(batch));
            }
            heap[m] = usedHeap();
            resident[m] = residentMemory();
            String after = "after " + (m + 1) + " million events";
            figures.add(new Figure("heap in use " + after, heap[m], "MiB", Double.NaN, false));
            figures.add(new Figure("resident memory " + after, resident[m], "MiB", Double.NaN, false));
        }
        int last = MILLIONS - 1;
        figures.add(new Figure("growth of the heap in use over the last 9", heap[last] - heap[0], "MiB", 1, false));
        figures.add(new Figure(
                "growth of resident memory over the last 8", resident[last] - resident[1], "MiB", RESIDENT, false));
        return figures;
    }

    /** What the operating system counts, where it says so in the way of Linux; else NaN. */
    private static double residentMemory() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return Double.NaN;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** In ms at given scores and events a second: median, p99 and p99.9 of a score, p99 of taking in a batch. */
    private double[] mixed(int milliseconds, int scores, int events) {
        paced(2_000, scores, events);
        long[][] latencies = paced(milliseconds, scores, events);
        long[] all = Arrays.stream(latencies)
                .limit(READERS)
                .flatMapToLong(Arrays::stream)
                .sorted()
                .toArray();
        Arrays.sort(latencies[READERS]);
        return new double[] {share(all, 0.5), share(all, 0.99), share(all, 0.999), share(latencies[READERS], 0.99)};
    }

    /** Latencies of each reader's scores, then of the writer's batches, from the moment when they were due. */
    private long[][] paced(int milliseconds, int scores, int events) {
        long[][] latencies = new long[READERS + 1][];
        long start = System.nanoTime() + 10_000_000;
        together(READERS + 1, thread -> {
            boolean writes = thread == READERS;
            double perSecond = writes ? (double) events / BATCH : (double) scores / READERS;
            double phase = writes ? 0 : (double) thread / READERS;
            latencies[thread] = new long[(int) (perSecond * milliseconds / 1000)];
            for (int i = 0; i < latencies[thread].length; i++) {
                long due = start + (long) ((i + phase) * SECOND / perSecond);
                await(due);
                if (writes) {
                    observe(BATCH);
                } else {
                    live.score(link((long) i * READERS + thread));
                }
                latencies[thread][i] = System.nanoTime() - due;
            }
        });
        return latencies;
    }

    private static void await(long moment) {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private double[] ranking() {
        int[] candidates = new int[1_000];
        long[] latencies = new long[1_000];
        for (int round = 0; round < latencies.length + WARM; round++) {
            for (int i = 0; i < candidates.length; i++) {
                candidates[i] = (int) ((round * 7919L + i * 31L) % NODES);
            }
            long start = System.nanoTime();
            live.rank(round % NODES, candidates, latest + 10);
            if (round >= WARM) {
                latencies[round - WARM] = System.nanoTime() - start;
            }
        }
        Arrays.sort(latencies);
        return new double[] {share(latencies, 0.5), share(latencies, 0.99)};
    }

    static double share(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, (long) (sorted.length * share))] / 1e6;
    }
}
