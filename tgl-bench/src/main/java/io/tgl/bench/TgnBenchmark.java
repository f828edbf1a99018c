package io.tgl.bench;

import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.parallel.Workers;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.eval.protocol.DyglibProtocol;
import io.tgl.eval.task.LinkTask;
import io.tgl.eval.train.EpochResult;
import io.tgl.eval.train.RunControl;
import io.tgl.eval.train.Trainer;
import io.tgl.eval.train.TrainingListener;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.models.memory.Tgn;
import io.tgl.models.memory.TgnConfig;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;

/**
 * Training epochs of TGN on UCI with every width as published, batches of 200: one untimed epoch, then the median of
 * three. Goal: an eighth of the 24 s that the PyTorch reference needed on two cores of the same kind.
 */
public final class TgnBenchmark {
    private static final double REFERENCE_SECONDS = 24;
    private static final int TIMED = 3;

    private TgnBenchmark() {}

    /** Measures on all processors. */
    public static List<Figure> run() {
        Workers workers = Workers.ofThreads(Runtime.getRuntime().availableProcessors());
        Kernels kernels = KernelProvider.kernels();
        EventStream events = Datasets.load("uci").events();
        LinkTask task = DyglibProtocol.task(events, workers);
        List<Double> seconds = epochs(task, events, new Compute(kernels, workers), TIMED + 1);
        double median =
                seconds.subList(1, seconds.size()).stream().sorted().toList().get(TIMED / 2);
        double heap = peakHeap();
        CountingKernels counting = new CountingKernels(kernels);
        epochs(task, events, new Compute(counting.kernels(), workers), 1);
        double rate = CountingKernels.denseRate(kernels, workers);
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure("TGN, one training epoch on UCI", median, "s", REFERENCE_SECONDS / 8, false));
        figures.add(new Figure("times faster than the reference", REFERENCE_SECONDS / median, "x", 8, true));
        figures.add(
                new Figure("dense products, epoch and its evaluation", counting.giga(), "GFLOP", Double.NaN, false));
        figures.add(new Figure("dense rate at 500 x 444 x 516 now", rate, "GFLOP/s", Double.NaN, true));
        figures.add(new Figure("peak heap", heap, "MiB", 1024, false));
        return figures;
    }

    private static List<Double> epochs(LinkTask task, EventStream events, Compute compute, int count) {
        List<Double> seconds = new ArrayList<>();
        TrainingListener clock = new TrainingListener() {
            @Override
            public void epochFinished(EpochResult result) {
                seconds.add(result.trainSeconds());
            }
        };
        Tgn model = new Tgn(
                TgnConfig.PUBLISHED,
                FeatureTable.absent(events.nodeCount()),
                events.features(),
                events.granularity().seconds(),
                0,
                compute);
        new Trainer(
                        task,
                        TrainingOptions.published(0).withEpochs(count),
                        RunControl.none().watchedBy(clock))
                .run(model);
        return seconds;
    }

    private static double peakHeap() {
        double bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                bytes += (double) pool.getPeakUsage().getUsed();
            }
        }
        return bytes / (1 << 20);
    }
}
