package io.tgl.bench;

import io.tgl.core.base.PhaseClock;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.parallel.Workers;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.eval.protocol.DyglibProtocol;
import io.tgl.eval.task.LinkTask;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a training epoch of a model on UCI costs, published widths, batches of 200, all processors: an epoch that counts
 * the operations of dense products, an untimed one, and the median of three timed ones with their share of each phase.
 * Of a slow model without state, batches spread evenly over the epoch stand for it.
 *
 * @param seconds of the median epoch
 * @param gigaOperations of dense products, an epoch
 * @param phases share of the timed epochs by phase, adding up to 1
 * @param denseRate of a large product right after, GFLOP/s
 * @param peakHeap largest heap in use during the untimed and the timed epochs, MiB
 */
record TrainingCost(
        double seconds, double gigaOperations, Map<String, Double> phases, double denseRate, double peakHeap) {
    private static final int BATCH = 200;
    private static final int TIMED = 3;

    /**
     * Measures a model of the registry with these options.
     *
     * @param every 1, or the distance of the batches that stand for the epoch; the others are only observed
     */
    static TrainingCost of(String name, Map<String, String> options, int every) {
        Workers workers = Workers.ofThreads(Workers.availableThreads());
        Kernels kernels = KernelProvider.kernels();
        EventStream events = Datasets.load("uci").events();
        LinkTask task = DyglibProtocol.task(events, workers);
        CountingKernels counting = new CountingKernels(kernels);
        double part = epoch(model(name, options, events, new Compute(counting, workers)), task, 1, every)
                .share();

        PhaseClock clock = PhaseClock.started();
        TrainableScorer model = model(name, options, events, new Compute(kernels, workers, clock));
        forgetPeaks();
        epoch(model, task, 1, every);
        clock.reset();
        double[] seconds = new double[TIMED];
        for (int e = 0; e < TIMED; e++) {
            seconds[e] = epoch(model, task, e + 2, every).epochSeconds();
        }
        clock.enter("other");
        Map<String, Double> phases = shares(clock.seconds());
        double heap = peak();
        Arrays.sort(seconds);
        return new TrainingCost(
                seconds[TIMED / 2], counting.giga() / part, phases, CountingKernels.denseRate(kernels, workers), heap);
    }

    private static TrainableScorer model(
            String name, Map<String, String> options, EventStream events, Compute compute) {
        ModelContext context = ModelContext.of(events, 0, compute).withOptions(options);
        return (TrainableScorer) ModelRegistry.create(name, context);
    }

    /** Seconds of an epoch, once, after a warm part. */
    static double seconds(String name, Map<String, String> options, int every) {
        Workers workers = Workers.ofThreads(Workers.availableThreads());
        EventStream events = Datasets.load("uci").events();
        LinkTask task = DyglibProtocol.task(events, workers);
        TrainableScorer model = model(name, options, events, new Compute(KernelProvider.kernels(), workers));
        epoch(model, task, 1, 4 * every);
        return epoch(model, task, 2, every).epochSeconds();
    }

    /**
     * What was trained of an epoch.
     *
     * @param share of the events that were trained on
     * @param seconds of that training
     */
    private record Part(double share, double seconds) {
        double epochSeconds() {
            return seconds / share;
        }
    }

    /** Trains on the middle one of every so many batches and observes the others. */
    private static Part epoch(TrainableScorer model, LinkTask task, int epoch, int every) {
        long start = System.nanoTime();
        long observed = 0;
        EventStream training = task.training();
        if (epoch == 1) {
            model.prepare(training);
        }
        model.reset();
        model.attach(task.trainingNeighbors());
        int trained = 0;
        for (int b = 0; b * BATCH < training.size(); b++) {
            int from = b * BATCH;
            EventBatch batch = new EventBatch(training, from, Math.min(training.size(), from + BATCH));
            if (b % every != every / 2) {
                long begin = System.nanoTime();
                model.observe(batch);
                observed += System.nanoTime() - begin;
                continue;
            }
            LinkQueries positives = positives(batch);
            int[] drawn = new int[batch.size()];
            task.trainingNegatives().sample(0, epoch, b, drawn);
            LinkQueries negatives = LinkQueries.of(positives.source(), drawn, positives.time());
            model.trainBatch(positives, negatives, batch, epoch, b);
            trained += batch.size();
        }
        return new Part((double) trained / training.size(), (System.nanoTime() - start - observed) * 1e-9);
    }

    private static LinkQueries positives(EventBatch batch) {
        int n = batch.size();
        LinkQueries queries = LinkQueries.of(new int[n], new int[n], new long[n]);
        for (int i = 0; i < n; i++) {
            queries.source()[i] = batch.source(i);
            queries.destination()[i] = batch.destination(i);
            queries.time()[i] = batch.time(i);
        }
        return queries;
    }

    private static Map<String, Double> shares(Map<String, Double> seconds) {
        double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        Map<String, Double> shares = new LinkedHashMap<>();
        seconds.forEach((phase, time) -> shares.put(phase, time / all));
        return shares;
    }

    private static void forgetPeaks() {
        System.gc();
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            pool.resetPeakUsage();
        }
    }

    private static double peak() {
        double bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                bytes += (double) pool.getPeakUsage().getUsed();
            }
        }
        return bytes / (1 << 20);
    }

    /** Share of the dense rate that the epoch reaches with all it does. */
    double shareOfDenseRate() {
        return gigaOperations / seconds / denseRate;
    }
}
