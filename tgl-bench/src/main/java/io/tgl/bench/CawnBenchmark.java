package io.tgl.bench;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.parallel.Workers;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.eval.protocol.DyglibProtocol;
import io.tgl.eval.task.LinkTask;
import io.tgl.models.model.EncodedScorer;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.walk.Cawn;
import io.tgl.models.walk.CawnConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Training of CAWN on UCI as published (64 neighbors, batches of 200), on batches spread evenly over the epoch and
 * extrapolated to all of it. Goal: a sixth of the 2,090 s that the PyTorch reference needed on two cores of the same kind.
 */
public final class CawnBenchmark {
    private static final double REFERENCE_SECONDS = 2_090;
    private static final int BATCH = 200;
    private static final int WARM = 3;
    private static final int TIMED = 24;
    private static final int SEPARATE = 6;

    private CawnBenchmark() {}

    /** Measures on all processors. */
    public static List<Figure> run() {
        Workers workers = Workers.ofThreads(Runtime.getRuntime().availableProcessors());
        Kernels kernels = KernelProvider.kernels();
        EventStream events = Datasets.load("uci").events();
        LinkTask task = DyglibProtocol.task(events, workers);
        int batches = Math.ceilDiv(task.training().size(), BATCH);
        Compute compute = new Compute(kernels, workers);
        double merged = seconds(task, model(events, true, compute), WARM, TIMED);
        double separate = seconds(task, model(events, false, compute), 1, SEPARATE);
        CountingKernels counting = new CountingKernels(kernels);
        seconds(task, model(events, true, new Compute(counting.kernels(), workers)), 0, SEPARATE);
        double rate = counting.giga() / SEPARATE / merged;
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure(
                "CAWN, epoch on UCI, from " + TIMED + " batches", merged * batches, "s", REFERENCE_SECONDS / 6, false));
        figures.add(new Figure(
                "times faster than the reference, merged", REFERENCE_SECONDS / merged / batches, "x", 6, true));
        figures.add(
                new Figure("times faster, separate", REFERENCE_SECONDS / separate / batches, "x", Double.NaN, true));
        figures.add(new Figure("dense products a batch", counting.giga() / SEPARATE, "GFLOP", Double.NaN, false));
        figures.add(new Figure("dense products a second", rate, "GFLOP/s", Double.NaN, true));
        return figures;
    }

    private static EncodedScorer model(EventStream events, boolean merged, Compute compute) {
        CawnConfig p = CawnConfig.PUBLISHED;
        CawnConfig config = new CawnConfig(
                p.nodeWidth(),
                p.edgeWidth(),
                p.timeWidth(),
                p.positionWidth(),
                p.walkLength(),
                p.neighbors(),
                p.heads(),
                p.sampling(),
                p.alpha(),
                p.dropout(),
                p.learningRate(),
                merged);
        return Cawn.scorer(
                config,
                FeatureTable.absent(events.nodeCount()),
                events.features(),
                events.granularity().seconds(),
                0,
                compute);
    }

    /** Mean seconds a training batch. */
    private static double seconds(LinkTask task, EncodedScorer model, int warm, int timed) {
        model.attach(task.trainingNeighbors());
        int batches = task.training().size() / BATCH;
        for (int i = 0; i < warm; i++) {
            train(task, model, batches / 2 + i);
        }
        long start = System.nanoTime();
        for (int i = 0; i < timed; i++) {
            train(task, model, (2 * i + 1) * batches / (2 * timed));
        }
        return (System.nanoTime() - start) * 1e-9 / timed;
    }

    private static void train(LinkTask task, EncodedScorer model, int number) {
        EventBatch batch = new EventBatch(task.training(), number * BATCH, (number + 1) * BATCH);
        LinkQueries positives = LinkQueries.of(new int[BATCH], new int[BATCH], new long[BATCH]);
        for (int i = 0; i < BATCH; i++) {
            positives.source()[i] = batch.source(i);
            positives.destination()[i] = batch.destination(i);
            positives.time()[i] = batch.time(i);
        }
        int[] others = new int[BATCH];
        task.trainingNegatives().sample(0, 1, number, others);
        LinkQueries negatives = LinkQueries.of(positives.source(), others, positives.time());
        model.trainBatch(positives, negatives, batch, 1, number);
    }
}
