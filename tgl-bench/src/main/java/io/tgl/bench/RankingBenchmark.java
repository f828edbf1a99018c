package io.tgl.bench;

import io.tgl.core.event.EventBatch;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.datasets.format.TableOptions;
import io.tgl.eval.negative.TgbNegatives;
import io.tgl.eval.protocol.TgbProtocol;
import io.tgl.eval.task.LinkRanking;
import io.tgl.eval.task.PhaseTimes;
import io.tgl.eval.task.RankingTable;
import io.tgl.eval.task.RankingTask;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.Scorer;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.RankingQueries;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.util.ArrayList;
import java.util.List;

/**
 * One-vs-many ranking of wikipedia's 23,621 test events against all other destinations (999 each, but for a few), state
 * advanced batch by batch: building the queries, scoring, ranks, observing. Weights are random: what is timed does not
 * depend on them. The naive way scores every pair in a call of its own, so that nothing is shared.
 */
public final class RankingBenchmark {
    private static final int ROUNDS = 3;
    /** Pairs that the naive way is timed on. */
    private static final int NAIVE_PAIRS = 2_000;
    /** Batches that DyGLib's TGN is timed on, of the test's 119. */
    private static final int SAMPLE = 6;

    private final Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(threads()));
    private final Dataset data = Datasets.load("wikipedia", TableOptions.USUAL);
    private final RankingTask task =
            TgbProtocol.task(data.events(), TgbProtocol.BATCH_SIZE, TgbNegatives.published(data.name()));

    private RankingBenchmark() {}

    private static int threads() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Runs it: about a minute. */
    static List<Figure> run() {
        RankingBenchmark benchmark = new RankingBenchmark();
        List<Figure> figures = new ArrayList<>();
        benchmark.whole(figures, "edgebank", "EdgeBank", 1);
        benchmark.whole(figures, "tgb-tgn", "TGN of TGB", 4);
        benchmark.sampled(figures);
        return figures;
    }

    private Scorer model(String name) {
        Scorer model = ModelRegistry.create(name, ModelContext.of(data.events(), 0, compute));
        model.reset();
        model.attach(TemporalAdjacency.of(data.events(), compute.workers()));
        for (EventBatch part : List.of(task.training(), task.validation().events())) {
            for (int from = part.from(); from < part.to(); from += TgbProtocol.BATCH_SIZE) {
                model.observe(new EventBatch(part.stream(), from, Math.min(part.to(), from + TgbProtocol.BATCH_SIZE)));
            }
        }
        return model;
    }

    private void whole(List<Figure> figures, String name, String title, double goal) {
        Scorer model = model(name);
        ModelState before = model.state();
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            model.restore(before);
            long start = System.nanoTime();
            LinkRanking.ranks(model, task.test(), "test", (_, _, _) -> {}, new PhaseTimes(), (_, _) -> {});
            best = Math.min(best, (System.nanoTime() - start) * 1e-9);
        }
        String what = title + ", 23,621 x 999";
        figures.add(new Figure(what, best, "s", goal, false));
        model.restore(before);
        figures.add(new Figure(what + ", pair by pair (scaled)", naive(model), "s", Double.NaN, false));
    }

    /** DyGLib's TGN embeds every candidate at each query's own time. */
    private void sampled(List<Figure> figures) {
        Scorer model = model("tgn");
        RankingTable test = task.test();
        EventBatch some = new EventBatch(
                test.events().stream(), test.events().from(), test.events().from() + SAMPLE * TgbProtocol.BATCH_SIZE);
        RankingTable sample = new RankingTable(some, TgbProtocol.BATCH_SIZE, test.negatives());
        ModelState before = model.state();
        double best = Double.MAX_VALUE;
        for (int round = 0; round < 2; round++) {
            model.restore(before);
            long start = System.nanoTime();
            LinkRanking.ranks(model, sample, "test", (_, _, _) -> {}, new PhaseTimes(), (_, _) -> {});
            best = Math.min(best, (System.nanoTime() - start) * 1e-9);
        }
        double scaled = best * test.events().size() / some.size();
        figures.add(new Figure("DyGLib's TGN at each query's time, 23,621 x 999 (scaled)", scaled, "s", 70, false));
        model.restore(before);
        figures.add(new Figure("DyGLib's TGN, pair by pair (scaled)", naive(model), "s", Double.NaN, false));
    }

    /** Seconds for all pairs of the test, each scored by itself. */
    private double naive(Scorer model) {
        RankingQueries queries = task.test().queries(0);
        float[] score = new float[1];
        int done = 0;
        long start = System.nanoTime();
        for (int i = 0; done < NAIVE_PAIRS; i++) {
            for (int candidate : queries.candidates()[i]) {
                model.score(
                        LinkQueries.of(
                                new int[] {queries.source()[i]}, new int[] {candidate}, new long[] {queries.time()[i]}),
                        score);
                done++;
            }
        }
        double each = (System.nanoTime() - start) * 1e-9 / done;
        return each
                * ((double) task.test().negatives().total()
                        + task.test().events().size());
    }
}
