package io.tgl.eval.record;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.ArrowTableReader;
import io.tgl.eval.metric.ClassificationMetrics;
import io.tgl.eval.metric.NumpyMath;
import io.tgl.eval.metric.RankingMetrics;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every metric that a file of scores allows, whoever wrote it (see {@link ScoresFile} for the columns). Needed are
 * {@code label} and {@code score}; without {@code split} all rows are one split, without {@code seed} one seed. The rows of
 * a query stand together: one starts at each {@code candidate} 0 or, without that column, at each positive that follows a
 * negative. A query has one or more positives and one or more negatives.
 */
public final class ScoredMetrics {
    private static final int[] HITS = {1, 3, 10};

    private ScoredMetrics() {}

    /**
     * The metrics of one split and seed: AP and AUC as means over batches of queries and over all queries at once, and,
     * where a query has several negatives, MRR and hits@k with the mean of optimistic and pessimistic rank.
     */
    public record Scored(String split, long seed, List<Measure> measures) {
        /** Copies the list. */
        public Scored {
            measures = List.copyOf(measures);
        }

        /** The figure of that name. */
        public double metric(String name) {
            return measures.stream()
                    .filter(measure -> measure.metric().equals(name))
                    .mapToDouble(Measure::value)
                    .findFirst()
                    .orElseThrow(() -> InvalidInput.at(
                            "metrics of " + split,
                            "one of " + measures.stream().map(Measure::metric).toList(),
                            name));
        }
    }

    /** Which part of the file a row belongs to. */
    private record Part(String split, long seed) {}

    /**
     * Computes all metrics.
     *
     * @param batchSize queries a batch; the last one may be smaller and counts the same
     * @return an entry per split and seed, in order of appearance
     * @throws InvalidInput naming file, row and column
     */
    public static List<Scored> compute(Path file, int batchSize) {
        List<Scored> all = new ArrayList<>();
        read(file, batchSize)
                .forEach((part, queries) -> all.add(new Scored(part.split, part.seed, queries.measures(part.split))));
        return all;
    }

    /**
     * Average precision of each batch, by split; for a file with one seed.
     *
     * @param batchSize queries a batch; the last one may be smaller
     */
    public static Map<String, double[]> batchAveragePrecisions(Path file, int batchSize) {
        Map<String, double[]> bySplit = new LinkedHashMap<>();
        read(file, batchSize).forEach((part, queries) -> {
            queries.finish();
            if (bySplit.put(part.split, queries.averagePrecisions.toDoubleArray()) != null) {
                throw InvalidInput.at(file.toString(), "one seed", "several");
            }
        });
        return bySplit;
    }

    private static Map<Part, Queries> read(Path file, int batchSize) {
        if (batchSize < 1) {
            throw InvalidInput.at("batch size", "a number of at least 1", batchSize);
        }
        Map<Part, Queries> parts = new LinkedHashMap<>();
        try (ArrowTableReader table = ArrowTableReader.open(file)) {
            Walk walk = new Walk(file.toString(), parts, batchSize);
            table.metadata();
            while (table.next()) {
                walk.batch(table);
            }
            walk.end();
        }
        if (parts.isEmpty()) {
            throw InvalidInput.at(file.toString(), "scores", "no row");
        }
        return parts;
    }

    /** Walks over the rows and cuts them into queries. */
    private static final class Walk {
        private final String file;
        private final Map<Part, Queries> parts;
        private final int batchSize;
        private Part part = new Part("", 0);
        private Queries queries;
        private boolean open;
        private boolean negativeBefore;

        private Walk(String file, Map<Part, Queries> parts, int batchSize) {
            this.file = file;
            this.parts = parts;
            this.batchSize = batchSize;
            this.queries = new Queries(batchSize);
        }

        private void batch(ArrowTableReader table) {
            double[] label = table.doubles("label");
            double[] score = table.doubles("score");
            String[] split = table.has("split") ? table.texts("split") : new String[0];
            long[] seed = table.has("seed") ? table.longs("seed") : new long[0];
            long[] candidate = table.has("candidate") ? table.longs("candidate") : new long[0];
            for (int row = 0; row < label.length; row++) {
                long number = table.firstRow() + row;
                if (label[row] != 0 && label[row] != 1) {
                    throw InvalidInput.at(file + ", row " + number + ", column label", "0 or 1", label[row]);
                }
                boolean positive = label[row] == 1;
                String rowSplit = split.length == 0 ? Measure.ALL : split[row];
                long rowSeed = seed.length == 0 ? 0 : seed[row];
                boolean sameParts = open && part.split.equals(rowSplit) && part.seed == rowSeed;
                boolean starts = candidate.length == 0 ? positive && negativeBefore : candidate[row] == 0;
                if (!sameParts || starts) {
                    end();
                    if (!sameParts) {
                        part = new Part(rowSplit, rowSeed);
                        queries = parts.computeIfAbsent(part, _ -> new Queries(batchSize));
                    }
                    queries.start(number);
                    open = true;
                }
                queries.add(positive, score[row]);
                negativeBefore = !positive;
            }
        }

        private void end() {
            if (open) {
                queries.end(file);
            }
        }
    }

    /** The queries of one part. Positives and negatives of all its queries stay, in order. */
    private static final class Queries {
        private final int batchSize;
        private final DoubleArrayList positive = new DoubleArrayList();
        private final DoubleArrayList negative = new DoubleArrayList();
        private final DoubleArrayList ranks = new DoubleArrayList();
        private final DoubleArrayList averagePrecisions = new DoubleArrayList();
        private final DoubleArrayList areas = new DoubleArrayList();
        private int batchPositive;
        private int batchNegative;
        private int queryPositive;
        private int queryNegative;
        private long firstRow;
        private int queriesInBatch;
        private boolean several;

        private Queries(int batchSize) {
            this.batchSize = batchSize;
        }

        private void start(long row) {
            firstRow = row;
            queryPositive = positive.size();
            queryNegative = negative.size();
        }

        private void add(boolean isPositive, double score) {
            (isPositive ? positive : negative).add(score);
        }

        private void end(String file) {
            int positives = positive.size() - queryPositive;
            int negatives = negative.size() - queryNegative;
            if (positives == 0 || negatives == 0) {
                throw InvalidInput.at(
                        file + ", query at row " + firstRow,
                        "at least one positive and one negative, standing together",
                        positives + " and " + negatives);
            }
            several |= negatives > 1;
            double[] others = copy(negative, queryNegative);
            for (int i = queryPositive; i < positive.size(); i++) {
                ranks.add(RankingMetrics.rank(positive.getDouble(i), others));
            }
            queriesInBatch++;
            if (queriesInBatch == batchSize) {
                endBatch();
            }
        }

        private void endBatch() {
            double[] ones = copy(positive, batchPositive);
            double[] zeros = copy(negative, batchNegative);
            averagePrecisions.add(ClassificationMetrics.averagePrecision(ones, zeros));
            areas.add(ClassificationMetrics.rocAuc(ones, zeros));
            batchPositive = positive.size();
            batchNegative = negative.size();
            queriesInBatch = 0;
        }

        private static double[] copy(DoubleArrayList values, int from) {
            double[] part = new double[values.size() - from];
            values.getElements(from, part, 0, part.length);
            return part;
        }

        private void finish() {
            if (queriesInBatch > 0) {
                endBatch();
            }
        }

        private List<Measure> measures(String split) {
            finish();
            double[] ones = copy(positive, 0);
            double[] zeros = copy(negative, 0);
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put(Measure.AP, NumpyMath.mean(averagePrecisions.toDoubleArray()));
            figures.put(Measure.AUC, NumpyMath.mean(areas.toDoubleArray()));
            figures.put(Measure.AP + " over all", ClassificationMetrics.averagePrecision(ones, zeros));
            figures.put(Measure.AUC + " over all", ClassificationMetrics.rocAuc(ones, zeros));
            if (several) {
                double[] all = ranks.toDoubleArray();
                figures.put(Measure.MRR, RankingMetrics.meanReciprocalRank(all));
                for (int k : HITS) {
                    figures.put("hits@" + k, RankingMetrics.hitsAt(k, all));
                }
            }
            List<Measure> measures = new ArrayList<>();
            figures.forEach((name, value) -> measures.add(Measure.of(split, name, value, positive.size())));
            return measures;
        }
    }
}
