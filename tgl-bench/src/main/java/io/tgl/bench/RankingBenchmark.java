package io.tgl.bench;

import io.tgl.core.event.EventBatch;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.Scorer;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.RankingQueries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One source against many candidates ({@link RankingData}), state advancing batch by batch after scoring. Two conventions:
 * per batch, all queries of a batch are asked at its start, per event each at its own time. The figures of a model are
 * seconds for a thousand queries; where that takes long, of a sample of queries, extrapolated.
 */
public final class RankingBenchmark {
    private static final double NONE = Double.NaN;
    private static final int THOUSAND = 1_000;
    private static final int PAIRS_OF_SAMPLE = 250;

    /** A model more is a line more. */
    private static final List<Row> ROWS = List.of(
            new Row("edgebank", THOUSAND, NONE, THOUSAND, NONE),
            new Row("jodie", THOUSAND, NONE, THOUSAND, NONE),
            new Row("dyrep", THOUSAND, NONE, THOUSAND, NONE),
            new Row("tgn", THOUSAND, 0.3, THOUSAND, 3),
            new Row("tgb-tgn", THOUSAND, NONE, THOUSAND, NONE),
            new Row("tgat", THOUSAND, 0.5, 40, NONE),
            new Row("graphmixer", THOUSAND, 1, 10, NONE));

    private static final List<PairRow> PAIR_ROWS =
            List.of(new PairRow("tcl", NONE), new PairRow("dygformer", 0.6), new PairRow("cawn", NONE));

    /** Models that rank all test events of wikipedia. */
    private static final List<AllRow> ALL_ROWS =
            List.of(new AllRow("edgebank", false, 1), new AllRow("tgb-tgn", false, 4), new AllRow("tgn", true, 70));

    private RankingBenchmark() {}

    /**
     * A model that embeds nodes.
     *
     * @param name in the registry
     * @param perBatch queries that are timed per batch
     * @param perBatchGoal seconds for a thousand
     * @param perEvent queries that are timed per event
     * @param perEventGoal seconds for a thousand
     */
    private record Row(String name, int perBatch, double perBatchGoal, int perEvent, double perEventGoal) {
        List<Figure> figures() {
            RankingData data = RankingData.load();
            Scorer model = data.model(name);
            return List.of(
                    figure(data, model, "per batch", perBatch, true, perBatchGoal),
                    figure(data, model, "per event", perEvent, false, perEventGoal));
        }

        private Figure figure(
                RankingData data, Scorer model, String convention, int queries, boolean start, double goal) {
            double seconds = best(data, model, queries, start) * THOUSAND / queries;
            String sample = queries == THOUSAND ? "" : ", from " + queries;
            return new Figure(title(name) + ", 1,000 x 1,000 " + convention + sample, seconds, "s", goal, false);
        }
    }

    /**
     * A model that embeds pairs: milliseconds a pair.
     *
     * @param goal for them
     */
    private record PairRow(String name, double goal) {
        List<Figure> figures() {
            RankingData data = RankingData.load();
            Scorer model = data.model(name);
            rank(data, model, PAIRS_OF_SAMPLE, 2);
            double perBatch = rank(data, model, PAIRS_OF_SAMPLE, 8);
            return List.of(new Figure(
                    title(name) + ", a pair, from " + 8 * PAIRS_OF_SAMPLE, perBatch * 1e3, "ms", goal, false));
        }

        /** Seconds a pair of some queries against the first candidates. */
        private static double rank(RankingData data, Scorer model, int candidates, int count) {
            RankingQueries all = data.queries(data.first(), data.first() + count, true);
            int[][] fewer = new int[count][];
            for (int i = 0; i < count; i++) {
                fewer[i] = Arrays.copyOf(all.candidates()[i], candidates);
            }
            RankingQueries queries = new RankingQueries(all.source(), all.time(), fewer);
            float[][] scores = RankingData.scores(queries);
            long start = System.nanoTime();
            model.rank(queries, scores);
            return (System.nanoTime() - start) * 1e-9 / count / candidates;
        }
    }

    /** A model that ranks all test events, and what pair by pair would take. */
    private record AllRow(String name, boolean atOwnTimes, double goal) {
        private static final int NAIVE = 2_000;

        List<Figure> figures() {
            RankingData data = RankingData.load();
            Scorer model = data.model(name);
            best(data, model, THOUSAND, !atOwnTimes);
            double naive = pairByPair(data, model) / NAIVE * data.size() * data.destinations().length;
            String at = title(name) + (atOwnTimes ? ", at each query's own time" : "");
            double seconds = pass(data, model, data.size(), !atOwnTimes);
            String all = String.format(Locale.ROOT, "all %,d test events x 1,000, ", data.size());
            return List.of(
                    new Figure(all + at, seconds, "s", goal, false),
                    new Figure(all + at + ", pair by pair, from " + NAIVE + " pairs", naive, "s", NONE, false));
        }

        /** Seconds of scoring links one at a time, each with both of its ends, after as many to warm up. */
        private static double pairByPair(RankingData data, Scorer model) {
            float[] score = new float[1];
            double seconds = 0;
            for (int i = 0; i < 2 * NAIVE; i++) {
                int row = data.first() + i % NAIVE % 100;
                int[] candidate = {data.destinations()[i % NAIVE % data.destinations().length]};
                LinkQueries pair = LinkQueries.of(new int[] {data.events().source(row)}, candidate, new long[] {
                    data.events().time(row)
                });
                long start = System.nanoTime();
                model.score(pair, score);
                seconds += i < NAIVE ? 0 : (System.nanoTime() - start) * 1e-9;
            }
            return seconds;
        }
    }

    /** The fastest of some passes over the first queries, each from the same state and without anything kept. */
    private static double best(RankingData data, Scorer model, int queries, boolean start) {
        ModelState state = model.state();
        double best = Double.MAX_VALUE;
        long begin = System.nanoTime();
        for (int pass = 0; pass < 8 && (pass < 2 || System.nanoTime() - begin < 6_000_000_000L); pass++) {
            RankingData.forget(model);
            best = Math.min(best, pass(data, model, queries, start));
            model.restore(state);
        }
        return best;
    }

    /** Seconds of ranking the first queries, and of observing their batches. */
    private static double pass(RankingData data, Scorer model, int count, boolean start) {
        double seconds = 0;
        for (int b = 0; b < RankingData.batches(count); b++) {
            EventBatch batch = data.batch(b);
            int to = Math.min(batch.to(), data.first() + count);
            RankingQueries queries = data.queries(batch.from(), to, start);
            float[][] scores = RankingData.scores(queries);
            long begin = System.nanoTime();
            model.rank(queries, scores);
            model.observe(batch);
            seconds += (System.nanoTime() - begin) * 1e-9;
        }
        return seconds;
    }

    private static String title(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    /** "ranking" = all, "ranking/NAME" = one model, "ranking/all/NAME" = one model on all test events. */
    static Map<String, List<Supplier<List<Figure>>>> groups() {
        Map<String, List<Supplier<List<Figure>>>> groups = new LinkedHashMap<>();
        List<Supplier<List<Figure>>> all = new ArrayList<>();
        groups.put("ranking", all);
        for (Row row : ROWS) {
            add(groups, all, "ranking/" + row.name, row::figures);
        }
        for (PairRow row : PAIR_ROWS) {
            add(groups, all, "ranking/" + row.name, row::figures);
        }
        for (AllRow row : ALL_ROWS) {
            add(groups, all, "ranking/all/" + row.name, row::figures);
        }
        return groups;
    }

    private static void add(
            Map<String, List<Supplier<List<Figure>>>> groups,
            List<Supplier<List<Figure>>> all,
            String name,
            Supplier<List<Figure>> figures) {
        groups.put(name, List.of(figures));
        all.add(figures);
    }
}
