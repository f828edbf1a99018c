package io.tgl.bench;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.graph.NeighborCache.Forgotten;
import io.tgl.core.io.EventLog;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.Philox;
import io.tgl.models.live.Durability;
import io.tgl.models.live.LiveModel;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.LiveSettings;
import io.tgl.models.live.LiveSettings.Late;
import io.tgl.models.live.LiveSettings.NodeLimit;
import io.tgl.models.live.LiveSettings.Ring;
import io.tgl.models.live.LiveSettings.WhenFull;
import io.tgl.models.live.LiveStatus;
import io.tgl.models.live.LiveStore;
import io.tgl.models.live.Observation;
import io.tgl.models.live.Ranking;
import io.tgl.models.live.Scores;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything at once on one live predictor with a store: a writer whose nodes come and go, scores, rankings, top-k,
 * embeddings, swaps of weights, forgotten nodes, snapshots. Looks for what must not be: a deadlock, a thread that no longer
 * gets on, an answer that is not one of its point of the stream, a torn row (with assertions on, rows carry checksums that
 * every read checks, and rows kept for scoring are compared with the memory), heap that grows, a state that is not the one
 * that comes back from the folder.
 */
public final class MixedLoad {
    /** Nodes at once; external ids are drawn from half as many again, so that the oldest make room all the time. */
    private static final int NODES = 1_000;

    private static final int MOST_EVENTS = 300;
    private static final int SCORERS = 3;
    private static final int SAMPLES = 12;
    /** Lines within which every thread must get on. */
    private static final int STILL = 3;

    private static final long SECOND = 1_000_000_000L;
    private static final double GROWTH = 1.05;
    private static final double SLACK = 8;
    private static final Map<String, String> WIDTHS = Map.of("edge-width", "0");
    private static final LiveSettings SETTINGS = LiveSettings.USUAL
            .withHistory(new Ring(20, Forgotten.COUNT))
            .withLate(Late.CLAMP)
            .withNodes(new NodeLimit(NODES, WhenFull.FORGET_OLDEST, NODES));
    private static final Durability DURABILITY =
            new Durability(new EventLog.Settings(new EventLog.Sync.Never(), 4 << 20), 200_000, 2);

    private final Path folder;
    private final Duration time;
    private final LiveStore store;
    private final LivePredictor live;
    private final Map<String, AtomicLong> done = new LinkedHashMap<>();
    /** How often nodes were forgotten or weights swapped so far, counted afterwards. */
    private final AtomicLong changes = new AtomicLong();

    private final AtomicLong batches = new AtomicLong();
    private final List<Double> heaps = new ArrayList<>();
    private volatile @Nullable Throwable failure;
    private volatile boolean operating;
    private volatile boolean ended;
    private volatile long now;

    private MixedLoad(Path folder, Duration time) {
        this.folder = folder;
        this.time = time;
        this.store = open(folder);
        this.live = store.predictor();
    }

    /** {@code MixedLoad [SECONDS]}, 600 unless said otherwise. */
    public static void main(String[] args) throws IOException {
        System.out.println(run(Duration.ofSeconds(args.length == 0 ? 600 : Long.parseLong(args[0]))));
    }

    /**
     * Runs the load for a while and prints a line every twelfth of it.
     *
     * @return what happened, in a line
     * @throws IllegalStateException at the first thing that is not right
     */
    public static String run(Duration time) throws IOException {
        if (!MixedLoad.class.desiredAssertionStatus()) {
            throw new IllegalStateException("the load looks for torn rows with assertions: run it with -ea");
        }
        Path folder = Files.createTempDirectory("tgl-load");
        try {
            return new MixedLoad(folder, time).run();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static LiveStore open(Path folder) {
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(Workers.availableThreads()));
        LiveModel model =
                (nodes, edges) -> ModelRegistry.create("tgn", new ModelContext(nodes, edges, 1.0, 0, WIDTHS, compute));
        return LiveStore.open(folder, model, "mixed load", SETTINGS, NodeIndex.identity(0), DURABILITY, _ -> {});
    }

    private String run() {
        List<Thread> threads = new ArrayList<>();
        AtomicLong events = counter("events");
        threads.add(start("writer", new Writer(events)));
        for (int r = 0; r < SCORERS; r++) {
            threads.add(start("scores-" + r, new Scorer(counter("scores"), r)));
        }
        threads.add(start("rankings", new Ranker(counter("rankings"))));
        threads.add(start("top-k", new Best(counter("top-k"))));
        threads.add(start("operator", new Operator(counter("operations"))));
        watch();
        ended = true;
        join(threads);
        rethrow();
        String digest = live.digest();
        LiveStatus status = live.status();
        store.closeWithoutSnapshot();
        try (LiveStore again = open(folder)) {
            require(again.predictor().digest().equals(digest), "another state came back from the folder");
        }
        return "No deadlock, no torn row, no growth, the state came back: " + done + ", " + status.forgottenNodes()
                + " nodes forgotten, " + status.swaps() + " swaps of weights.";
    }

    private AtomicLong counter(String name) {
        return done.computeIfAbsent(name, _ -> new AtomicLong());
    }

    /** What a thread does again and again, and counts. */
    private abstract class Task implements Runnable {
        private final AtomicLong count;
        private final int stream;
        private final int[] words = new int[4];
        private long draws;

        Task(AtomicLong count, int stream) {
            this.count = count;
            this.stream = stream;
        }

        /** Once; the number to be counted. */
        abstract int once();

        @Override
        public void run() {
            try {
                while (!ended && failure == null) {
                    count.addAndGet(once());
                }
            } catch (RuntimeException | Error e) {
                fail(e);
            }
        }

        /** A number from 0 to {@code bound - 1}. */
        int draw(int bound) {
            Philox.block(17, draws++, stream, 0, words);
            return (int) ((Integer.toUnsignedLong(words[0]) * bound) >>> Integer.SIZE);
        }
    }

    /** Batches of all sizes, some scored before they are taken in, as fast as they are taken in but for short pauses. */
    private final class Writer extends Task {
        private long tick;
        private long swapsBefore;

        Writer(AtomicLong count) {
            super(count, 0);
        }

        @Override
        int once() {
            int n = 1 + draw(MOST_EVENTS);
            long[] source = new long[n];
            long[] destination = new long[n];
            long[] times = new long[n];
            for (int i = 0; i < n; i++) {
                // Ids move on with time, so that nodes go and come back.
                source[i] = (tick / 5_000 + draw(NODES)) % (NODES * 3L / 2);
                destination[i] = (tick / 5_000 + draw(NODES / 4)) % (NODES * 3L / 2);
                times[i] = Math.max(0, tick++ / 4 - draw(2));
            }
            ArrivingEvents events = ArrivingEvents.of(new Numbers(source, destination), times);
            Observation observation = draw(8) == 0 ? live.foresee(events).observation() : live.observe(events);
            // A swap that waited for its event came with this batch, too.
            long swaps = live.status().swaps();
            if (observation.forgottenNodes() > 0 || swaps != swapsBefore) {
                changes.incrementAndGet();
            }
            swapsBefore = swaps;
            batches.incrementAndGet();
            now = tick / 4;
            pause(SECOND / 1_000);
            return n;
        }
    }

    /** Single scores, each asked twice: at one point of the stream both have the same bits. */
    private final class Scorer extends Task {
        private long before;

        Scorer(AtomicLong count, int number) {
            super(count, 1 + number);
        }

        @Override
        int once() {
            long changed = changes.get();
            LinkQueries query = LinkQueries.of(new int[] {draw(NODES)}, new int[] {draw(NODES)}, new long[] {now + 1});
            Scores first = live.score(query);
            Scores second = live.score(query);
            require(first.position() >= before && second.position() >= first.position(), "an answer went back");
            require(first.score()[0] >= 0 && first.score()[0] <= 1, "a score of " + first.score()[0]);
            requireSame(first.position(), first.score()[0], second.position(), second.score()[0], changed);
            before = second.position();
            return 2;
        }
    }

    /** Some candidates in order; the best has the bits of its single score. */
    private final class Ranker extends Task {
        Ranker(AtomicLong count) {
            super(count, 20);
        }

        @Override
        int once() {
            long changed = changes.get();
            int[] candidates = new int[1 + draw(600)];
            for (int i = 0; i < candidates.length; i++) {
                candidates[i] = draw(NODES);
            }
            int source = draw(NODES);
            long when = now + 1;
            Ranking ranking = live.rank(source, candidates, when);
            for (int i = 1; i < candidates.length; i++) {
                require(ranking.score()[i - 1] >= ranking.score()[i], "a ranking out of order");
            }
            int best = ranking.node()[0];
            Scores single = live.score(LinkQueries.of(new int[] {source}, new int[] {best}, new long[] {when}));
            requireSame(ranking.position(), ranking.score()[0], single.position(), single.score()[0], changed);
            return 1;
        }
    }

    /** The best among all destinations so far, and an embedding. */
    private final class Best extends Task {
        Best(AtomicLong count) {
            super(count, 21);
        }

        @Override
        int once() {
            Ranking best = live.topK(draw(NODES), 10, now + 1);
            require(best.node().length <= 10, "more than 10 of the best 10");
            for (float value : live.embed(draw(NODES), now + 1).values()) {
                require(Float.isFinite(value), "an embedding with " + value);
            }
            pause(SECOND / 200);
            return 1;
        }
    }

    /** Forgets nodes, swaps weights, takes snapshots. */
    private final class Operator extends Task {
        private final Map<String, float[]> weights = live.parameters();

        Operator(AtomicLong count) {
            super(count, 22);
        }

        @Override
        int once() {
            pause(SECOND / 20);
            operating = true;
            switch (draw(10)) {
                case 0 -> store.snapshot();
                case 1 -> swap();
                case 2 -> live.status();
                default -> forget(live.node(draw(NODES * 3 / 2)));
            }
            changes.incrementAndGet();
            operating = false;
            return 1;
        }

        private void swap() {
            Map<String, float[]> other = new LinkedHashMap<>();
            float factor = 1f + draw(100) / 1000f;
            weights.forEach((name, values) -> {
                float[] scaled = values.clone();
                for (int i = 0; i < scaled.length; i++) {
                    scaled[i] *= factor;
                }
                other.put(name, scaled);
            });
            live.swapWeights(other, draw(2) * (live.position() + 1_000));
        }

        private void forget(int node) {
            try {
                if (node >= 0) {
                    live.forget(node);
                }
            } catch (InvalidInput e) {
                // It made room for another one between the two calls.
                require(String.valueOf(e.getMessage()).contains("node"), String.valueOf(e.getMessage()));
            }
        }
    }

    /** Two answers at one position are the same, unless a node was forgotten or weights were swapped between them. */
    private void requireSame(long position, float score, long otherPosition, float otherScore, long changed) {
        if (position != otherPosition || Float.floatToIntBits(score) == Float.floatToIntBits(otherScore)) {
            return;
        }
        // A batch that made room for its nodes, and the operator, say so when they are done.
        long batch = batches.get();
        while (!ended && failure == null && (batches.get() < batch + 2 || operating)) {
            pause(SECOND / 1_000);
        }
        require(ended || changes.get() != changed, "two scores at position " + position);
    }

    private void watch() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = System.nanoTime();
        long interval = Math.max(SECOND / 2, time.toNanos() / SAMPLES);
        System.out.printf(Locale.ROOT, "%8s %14s  %s%n", "seconds", "heap, MiB", "done since the line before");
        List<Map<String, Long>> counts = new ArrayList<>();
        for (int sample = 1; sample <= SAMPLES && failure == null; sample++) {
            long due = start + sample * interval;
            while (System.nanoTime() < due && failure == null) {
                pause(Math.min(SECOND, due - System.nanoTime()));
                requireNoDeadlock(threads);
            }
            heaps.add(usedHeap());
            Map<String, Long> counted = new LinkedHashMap<>();
            done.forEach((name, count) -> counted.put(name, count.get()));
            counts.add(counted);
            System.out.printf(
                    Locale.ROOT,
                    "%8d %14.1f  %s%n",
                    (System.nanoTime() - start) / SECOND,
                    heaps.getLast(),
                    sample == 1 ? counted : since(counts, sample - 2));
            if (failure == null && sample > STILL) {
                since(counts, sample - 1 - STILL)
                        .forEach((name, count) -> require(count > 0, "no " + name + " any more"));
            }
        }
        if (failure == null) {
            double early = heaps.subList(1, SAMPLES / 2).stream()
                    .mapToDouble(h -> h)
                    .max()
                    .orElseThrow();
            double late = heaps.subList(SAMPLES / 2, SAMPLES).stream()
                    .mapToDouble(h -> h)
                    .min()
                    .orElseThrow();
            require(
                    late <= GROWTH * early + SLACK,
                    "heap after collection grew from " + early + " to " + late + " MiB");
        }
    }

    /** What the last line counts more than an earlier one. */
    private static Map<String, Long> since(List<Map<String, Long>> counts, int line) {
        Map<String, Long> since = new LinkedHashMap<>();
        counts.getLast()
                .forEach((name, count) ->
                        since.put(name, count - counts.get(line).getOrDefault(name, 0L)));
        return since;
    }

    private void requireNoDeadlock(ThreadMXBean threads) {
        long[] stuck = threads.findDeadlockedThreads();
        if (stuck != null) {
            for (ThreadInfo info : threads.getThreadInfo(stuck, true, true)) {
                System.out.print(info);
            }
            throw new IllegalStateException("a deadlock of " + stuck.length + " threads");
        }
    }

    private static double usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1048576.0;
    }

    private static Thread start(String name, Runnable task) {
        return Thread.ofPlatform().daemon().name(name).start(task);
    }

    /** Whoever does not end within half a minute is stuck. */
    private static void join(List<Thread> threads) {
        for (Thread thread : threads) {
            try {
                require(thread.join(Duration.ofSeconds(30)), "thread " + thread.getName() + " does not end");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The first failure ends the load. */
    private synchronized void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    private void rethrow() {
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("the load failed: " + cause, cause);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static void pause(long nanoseconds) {
        long end = System.nanoTime() + nanoseconds;
        for (long left = nanoseconds; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
