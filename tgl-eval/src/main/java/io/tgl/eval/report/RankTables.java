package io.tgl.eval.report;

import io.tgl.eval.record.Measure;
import io.tgl.eval.report.GridModel.RankRow;
import io.tgl.eval.report.GridModel.RankTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedSet;

/**
 * Average ranks of models over data sets (Demsar, "Statistical Comparisons of Classifiers over Multiple Data Sets", JMLR
 * 7, 2006): equal figures share the mean of their ranks. Without a significance test: it needs ten data sets or more.
 */
final class RankTables {
    private final List<RunGroup> groups;
    private final PublishedResults published;

    RankTables(List<RunGroup> groups, PublishedResults published) {
        this.groups = groups;
        this.published = published;
    }

    /** A model's figure on a data set; the published one is NaN if there is none. */
    private record Entry(double ours, double published) {}

    List<RankTable> build() {
        List<RankTable> tables = new ArrayList<>();
        for (String split : GridBuilder.testSplits(groups)) {
            Map<String, Map<String, Entry>> byData = entries(split);
            SequencedSet<String> models = new LinkedHashSet<>();
            byData.values().forEach(entries -> models.addAll(entries.keySet()));
            models.removeIf(model -> !byData.values().stream().allMatch(entries -> entries.containsKey(model)));
            if (byData.size() > 1 && models.size() > 1) {
                tables.add(table(GridBuilder.heading(groups.getFirst().first(), split), byData, List.copyOf(models)));
            }
        }
        return tables;
    }

    /** Data sets on which learned models may be compared; EdgeBank's modes are one model, the best mode of each. */
    private Map<String, Map<String, Entry>> entries(String split) {
        Map<String, Map<String, Entry>> byData = new LinkedHashMap<>();
        for (RunGroup group : groups) {
            List<Double> values = group.values(split, Measure.ALL, Measure.AP);
            if (!values.isEmpty() && group.first().data().caveat().isEmpty()) {
                double known = published
                        .find(FigureKey.of(group.first(), split, Measure.AP))
                        .map(PublishedResult::mean)
                        .orElse(Double.NaN);
                byData.computeIfAbsent(group.first().data().name(), _ -> new LinkedHashMap<>())
                        .put(group.family(), new Entry(Statistics.mean(values), known));
            }
        }
        return byData;
    }

    private static RankTable table(String figure, Map<String, Map<String, Entry>> byData, List<String> models) {
        List<double[]> ours = new ArrayList<>();
        List<double[]> theirs = new ArrayList<>();
        for (Map<String, Entry> entries : byData.values()) {
            ours.add(ranks(models.stream()
                    .mapToDouble(model -> entries.getOrDefault(model, NONE).ours())
                    .toArray()));
            theirs.add(ranks(models.stream()
                    .mapToDouble(model -> entries.getOrDefault(model, NONE).published())
                    .toArray()));
        }
        List<RankRow> rows = new ArrayList<>();
        for (int m = 0; m < models.size(); m++) {
            int model = m;
            OptionalDouble known = theirs.stream().mapToDouble(r -> r[model]).average();
            rows.add(new RankRow(
                    models.get(m),
                    Text.fixed(
                            ours.stream().mapToDouble(r -> r[model]).average().orElse(0), 2),
                    known.isPresent() && Double.isFinite(known.getAsDouble()) ? Text.fixed(known.getAsDouble(), 2) : "",
                    ours.stream().map(r -> rank(r[model])).toList()));
        }
        String note = byData.size() + " data sets; no test of significance"
                + (byData.size() < 10 ? ", which needs ten or more." : ".");
        return new RankTable(figure, note, List.copyOf(byData.keySet()), rows);
    }

    private static final Entry NONE = new Entry(Double.NaN, Double.NaN);

    private static String rank(double rank) {
        return Text.fixed(rank, rank == Math.rint(rank) ? 0 : 1);
    }

    /** 1 for the highest; all NaN if one value is. */
    private static double[] ranks(double[] values) {
        double[] ranks = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double above = 0;
            double equal = 0;
            for (double other : values) {
                above += other > values[i] ? 1 : 0;
                equal += other == values[i] ? 1 : 0;
                ranks[i] += Double.isNaN(other) ? Double.NaN : 0;
            }
            ranks[i] += above + (equal + 1) / 2;
        }
        return ranks;
    }
}
