package io.tgl.bench;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.eval.split.ChronologicalSplit;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.query.RankingQueries;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelPresets;
import io.tgl.models.registry.ModelRegistry;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The work of the ranking benchmarks: wikipedia's test events in batches of 200, the destination of each against the 999
 * others that occur in the stream. All are there at every event, so nothing is drawn.
 *
 * @param events the whole stream
 * @param first row of the first test event
 * @param destinations distinct destinations, ascending
 * @param neighbors of all events; queries see those before their times
 */
record RankingData(EventStream events, int first, int[] destinations, TemporalAdjacency neighbors, Compute compute) {
    private static final int BATCH = 200;

    static RankingData load() {
        Workers workers = Workers.ofThreads(Workers.availableThreads());
        EventStream events = Datasets.load("wikipedia").events();
        return new RankingData(
                events,
                ChronologicalSplit.of(events).testStart(),
                IntStream.range(0, events.size())
                        .map(events::destination)
                        .distinct()
                        .sorted()
                        .toArray(),
                TemporalAdjacency.of(events, workers),
                new Compute(KernelProvider.kernels(), workers));
    }

    /** Number of test events. */
    int size() {
        return events.size() - first;
    }

    /** Number of batches of the first {@code count} test events. */
    static int batches(int count) {
        return Math.ceilDiv(count, BATCH);
    }

    /** Batch b of the test events. */
    EventBatch batch(int b) {
        int from = first + b * BATCH;
        return new EventBatch(events, from, Math.min(events.size(), from + BATCH));
    }

    /**
     * The queries of some rows.
     *
     * @param start whether all are asked at the time of the first row
     */
    RankingQueries queries(int from, int to, boolean start) {
        int n = to - from;
        int[] source = new int[n];
        long[] time = new long[n];
        int[][] candidates = new int[n][];
        for (int i = 0; i < n; i++) {
            source[i] = events.source(from + i);
            time[i] = events.time(start ? from : from + i);
            candidates[i] = candidates(events.destination(from + i));
        }
        return new RankingQueries(source, time, candidates);
    }

    private int[] candidates(int positive) {
        int[] all = destinations.clone();
        int at = Arrays.binarySearch(all, positive);
        System.arraycopy(all, 0, all, 1, at);
        all[0] = positive;
        return all;
    }

    /** Room for the scores of queries. */
    static float[][] scores(RankingQueries queries) {
        float[][] scores = new float[queries.size()][];
        Arrays.setAll(scores, i -> new float[queries.candidates()[i].length]);
        return scores;
    }

    /** A model with its published settings and fresh weights that has observed everything before the test events. */
    Scorer model(String name) {
        ModelContext context = ModelContext.of(events, 0, compute);
        Scorer model =
                ModelRegistry.create(name, context.withOptions(ModelPresets.supported(name, "wikipedia", "random")));
        model.reset();
        model.attach(neighbors);
        for (int from = 0; from < first; from += BATCH) {
            model.observe(new EventBatch(events, from, Math.min(first, from + BATCH)));
        }
        return model;
    }

    /** Forgets what the model has kept of the weights, as after training. */
    static void forget(Scorer model) {
        if (model instanceof TrainableScorer trainable) {
            trainable.loadParameters(trainable.parameters());
        }
    }
}
