package io.tgl.eval.report;

import io.tgl.eval.record.FigureSeries;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.report.CurveCharts.Chart;
import io.tgl.eval.report.CurveCharts.Series;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Figures along a split as charts, e.g. NDCG@10 per period: a chart a split and metric, a line a model (mean over its
 * seeds), heuristics dashed.
 */
final class PeriodCharts {
    private static final String PLACE = "period-charts";

    private PeriodCharts() {}

    private record Name(String split, String metric, String axis) {}

    /** The charts of the models of one data set. */
    static List<Chart> of(String prefix, List<RunGroup> groups) {
        SequencedSet<Name> names = new LinkedHashSet<>();
        groups.forEach(group -> group.runs()
                .forEach(run -> run.series()
                        .forEach(figures -> names.add(new Name(figures.split(), figures.metric(), figures.axis())))));
        return names.stream().map(name -> chart(prefix, name, groups)).toList();
    }

    private static Chart chart(String prefix, Name name, List<RunGroup> groups) {
        Map<Double, double[]> means = new TreeMap<>();
        int[] runs = new int[groups.size()];
        for (int g = 0; g < groups.size(); g++) {
            for (RunRecord run : groups.get(g).runs()) {
                for (FigureSeries figures : run.series()) {
                    if (name.equals(new Name(figures.split(), figures.metric(), figures.axis()))) {
                        runs[g]++;
                        add(means, figures, 2 * g, groups.size());
                    }
                }
            }
        }
        List<Series> series = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            if (runs[g] > 0) {
                int of = g;
                List<@Nullable Double> values = new ArrayList<>();
                means.values().forEach(sums -> values.add(mean(sums, 2 * of)));
                RunGroup group = groups.get(g);
                boolean trained = group.first().training().stoppedEpoch() > 0;
                String label = group.model() + (runs[g] > 1 ? ", mean of " + runs[g] + " seeds" : "");
                series.add(new Series(label, series.size(), !trained, values));
            }
        }
        String title = prefix + name.split() + " " + name.metric() + " per period";
        return new Chart(PLACE, title, true, name.axis(), List.copyOf(means.keySet()), series, List.of());
    }

    /** Adds value and count at every place; columns 2 g and 2 g + 1 belong to group g. */
    private static void add(Map<Double, double[]> means, FigureSeries figures, int column, int groups) {
        for (int i = 0; i < figures.at().size(); i++) {
            double[] sums =
                    Objects.requireNonNull(means.computeIfAbsent(figures.at().get(i), _ -> new double[2 * groups]));
            sums[column] += 100 * figures.values().get(i);
            sums[column + 1]++;
        }
    }

    private static @Nullable Double mean(double[] sums, int column) {
        return sums[column + 1] == 0 ? null : Double.valueOf(sums[column] / sums[column + 1]);
    }
}
