package io.tgl.models.registry;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.query.LinkQueries;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A small random stream with node and edge features, on which any registered model can be run in a moment.
 *
 * @param events what is observed and asked
 * @param seen what the attached neighbor source is made of; usually the same
 * @param nodeFeatures one row a node
 */
public record SmallWorld(EventStream events, EventStream seen, FeatureTable nodeFeatures) {
    public static final int NODES = 23;
    public static final int EVENTS = 132;
    public static final int BATCH = 12;
    private static final long AFTER_ALL = 100_000;

    /** Widths and numbers that make a model small, wherever it has a setting of that name. */
    private static final Map<String, String> SMALL = Map.ofEntries(
            Map.entry("node-width", "12"),
            Map.entry("edge-width", "5"),
            Map.entry("time-width", "8"),
            Map.entry("channel-width", "4"),
            Map.entry("self-width", "7"),
            Map.entry("max-length", "6"),
            Map.entry("neighbors", "4"),
            Map.entry("dropout", "0.2"),
            Map.entry("learning-rate", "0.01"));

    public static SmallWorld usual() {
        NumpyRandomState random = new NumpyRandomState(7);
        int[] source = random.integers(NODES, EVENTS);
        int[] destination = random.integers(NODES, EVENTS);
        long[] time = new long[EVENTS];
        int[] gap = random.integers(50, EVENTS);
        for (int i = 1; i < EVENTS; i++) {
            time[i] = time[i - 1] + gap[i] / 3;
        }
        FeatureTable edges = uniform(random, EVENTS, 3);
        FeatureTable nodes = uniform(random, NODES, 2);
        EventStream stream =
                EventStream.of(NODES, source, destination, time).features(edges).build();
        return new SmallWorld(stream, stream, nodes);
    }

    private static FeatureTable uniform(NumpyRandomState random, int rows, int width) {
        float[] values = new float[rows * width];
        double[] draws = random.doubles(values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) draws[i];
        }
        return FeatureTable.of(values, rows, width);
    }

    SmallWorld withOtherEdgeFeatures() {
        EventStream other = copy(events.destinations(), events.times(), uniform(new NumpyRandomState(8), EVENTS, 3));
        return new SmallWorld(other, other, nodeFeatures);
    }

    SmallWorld withOtherNodeFeatures() {
        return new SmallWorld(events, seen, uniform(new NumpyRandomState(9), NODES, 2));
    }

    /** The same events in the same order, at other distances in time. */
    SmallWorld withOtherTimes() {
        long[] times = events.times();
        long added = 0;
        for (int i = 0; i < times.length; i++) {
            added += i * 7L % 11;
            times[i] += added;
        }
        EventStream other = copy(events.destinations(), times, events.features());
        return new SmallWorld(other, other, nodeFeatures);
    }

    /** The same events, but another neighbor source. */
    SmallWorld withOtherNeighbors() {
        int[] destinations = Arrays.stream(events.destinations())
                .map(d -> (5 * d + 3) % NODES)
                .toArray();
        return new SmallWorld(events, copy(destinations, events.times(), events.features()), nodeFeatures);
    }

    private EventStream copy(int[] destinations, long[] times, FeatureTable edgeFeatures) {
        return EventStream.of(NODES, events.sources(), destinations, times)
                .features(edgeFeatures)
                .build();
    }

    /** A fresh model of small widths, neighbors attached. */
    public Scorer create(String name, Compute compute) {
        return create(name, compute, events.features());
    }

    public Scorer create(String name, Compute compute, FeatureTable edgeFeatures) {
        Scorer model = create(name, compute, nodeFeatures, edgeFeatures);
        model.reset();
        model.attach(TemporalAdjacency.of(seen, Workers.single()));
        return model;
    }

    /** The same on other tables, nothing attached. */
    public static Scorer create(String name, Compute compute, FeatureTable nodes, FeatureTable edges) {
        return ModelRegistry.create(name, new ModelContext(nodes, edges, 1.0, 3, small(name), compute));
    }

    /** The options that make a model small. */
    public static Map<String, String> small(String name) {
        Map<String, String> options = new LinkedHashMap<>(SMALL);
        options.keySet().retainAll(ModelRegistry.settings(name, Map.of()).keySet());
        return options;
    }

    public static Compute usualCompute() {
        return new Compute(KernelProvider.kernels(), Workers.single());
    }

    /** Batches {@code from} to {@code to - 1}: training for a model that learns, else observation. */
    public void train(Scorer model, int from, int to) {
        for (int b = from; b < to; b++) {
            EventBatch batch = batch(b);
            if (model instanceof TrainableScorer learner) {
                LinkQueries positives = positives(b);
                int[] others = new NumpyRandomState(1000L + b).integers(NODES, batch.size());
                LinkQueries negatives = LinkQueries.of(positives.source(), others, positives.time());
                learner.trainBatch(positives, negatives, batch, 1, b);
            } else {
                model.observe(batch);
            }
        }
    }

    public void observe(Scorer model, int from, int to) {
        for (int b = from; b < to; b++) {
            model.observe(batch(b));
        }
    }

    public EventBatch batch(int b) {
        return new EventBatch(events, b * BATCH, (b + 1) * BATCH);
    }

    public LinkQueries positives(int b) {
        EventBatch batch = batch(b);
        int[] source = new int[BATCH];
        int[] destination = new int[BATCH];
        long[] time = new long[BATCH];
        for (int i = 0; i < BATCH; i++) {
            source[i] = batch.source(i);
            destination[i] = batch.destination(i);
            time[i] = batch.time(i);
        }
        return LinkQueries.of(source, destination, time);
    }

    /** Pairs that met and pairs that did not, asked at two times after all events. */
    LinkQueries questions() {
        int n = 30;
        int[] source = new int[n];
        int[] destination = new int[n];
        long[] time = new long[n];
        for (int i = 0; i < n; i++) {
            source[i] = events.source(2 * i);
            destination[i] = i % 3 == 0 ? i % NODES : events.destination(2 * i);
            time[i] = AFTER_ALL + i % 2 * 500L;
        }
        return LinkQueries.of(source, destination, time);
    }

    /** The bits of the scores of these questions. */
    static int[] bits(Scorer model, LinkQueries questions) {
        float[] scores = new float[questions.size()];
        model.score(questions, scores);
        return IntStream.range(0, scores.length)
                .map(i -> Float.floatToRawIntBits(scores[i]))
                .toArray();
    }
}
