package io.tgl.eval.report;

import io.tgl.eval.record.Measure;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.report.GridModel.PairedRow;
import io.tgl.eval.report.GridModel.PairedTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every model against the best one of its data set, on the same test batches; the seeds of a model are averaged. */
final class PairedTables {
    private final List<RunGroup> groups;
    private final List<TestBatches> batches;

    PairedTables(List<RunGroup> groups, List<TestBatches> batches) {
        this.groups = groups;
        this.batches = batches;
    }

    List<PairedTable> build() {
        List<PairedTable> tables = new ArrayList<>();
        for (Map.Entry<String, List<RunGroup>> data : GridBuilder.byData(groups).entrySet()) {
            for (String split : GridBuilder.testSplits(data.getValue())) {
                Map<RunGroup, double[]> means = new LinkedHashMap<>();
                data.getValue().forEach(group -> addMean(means, group, split));
                if (means.size() > 1 && !split.endsWith(Measure.NEW_NODE_TEST)) {
                    tables.add(table(data.getKey(), split, means));
                }
            }
        }
        return tables;
    }

    /** Mean over the seeds, batch by batch. */
    private void addMean(Map<RunGroup, double[]> means, RunGroup group, String split) {
        List<double[]> seeds = batches.stream()
                .filter(b -> b.split().equals(split) && group.runs().contains(b.run()))
                .map(TestBatches::averagePrecision)
                .toList();
        if (seeds.isEmpty()) {
            return;
        }
        double[] mean = new double[seeds.getFirst().length];
        for (double[] seed : seeds) {
            for (int b = 0; b < mean.length; b++) {
                mean[b] += seed[b] / seeds.size();
            }
        }
        means.put(group, mean);
    }

    private static PairedTable table(String data, String split, Map<RunGroup, double[]> means) {
        RunRecord any = means.keySet().iterator().next().first();
        String figure = GridBuilder.heading(any, split);
        int count = means.values().iterator().next().length;
        if (!any.data().caveat().isEmpty()) {
            return new PairedTable(data, figure, "Not compared: " + any.data().caveat() + ".", List.of());
        }
        List<Map.Entry<RunGroup, double[]>> sorted = means.entrySet().stream()
                .sorted(Comparator.comparingDouble(e -> -mean(e.getValue())))
                .toList();
        double[] best = sorted.getFirst().getValue();
        List<PairedRow> rows = new ArrayList<>();
        rows.add(new PairedRow(sorted.getFirst().getKey().model(), Text.percent(mean(best)), "", "", "best"));
        for (Map.Entry<RunGroup, double[]> entry : sorted.subList(1, sorted.size())) {
            rows.add(row(entry.getKey(), entry.getValue(), best));
        }
        return new PairedTable(data, figure, count + " batches.", rows);
    }

    private static PairedRow row(RunGroup group, double[] values, double[] best) {
        PairedBootstrap paired = PairedBootstrap.of(values, best);
        return new PairedRow(
                group.model(),
                Text.percent(mean(values)),
                Text.signed(100 * paired.difference()),
                Text.signed(100 * paired.low()) + " to " + Text.signed(100 * paired.high()),
                paired.isClear() ? "below the best" : "not told apart");
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }
}
