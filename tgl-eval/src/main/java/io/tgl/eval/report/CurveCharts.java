package io.tgl.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.TrainingRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** The learning curves as data for uPlot: a chart per curve name, a series per run, a band per reference. */
final class CurveCharts {
    private static final String PLACE = "curve-charts";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private CurveCharts() {}

    /**
     * One chart.
     *
     * @param place element of the page that it is drawn in
     * @param title name of the curve
     * @param percent whether values are percentages
     * @param axis what x counts
     * @param x 1 to the last epoch of any run, or other ascending places
     * @param series a run or a model each; null where it has no value
     * @param bands reference bands
     */
    record Chart(
            String place,
            String title,
            boolean percent,
            String axis,
            List<? extends Number> x,
            List<Series> series,
            List<Band> bands) {}

    /** A curve; series of equal colour number belong to one model. What was not trained is dashed. */
    record Series(String label, int colour, boolean dashed, List<@Nullable Double> values) {}

    /** A reference band over the same epochs. */
    record Band(String label, List<@Nullable Double> low, List<@Nullable Double> high) {}

    /** All charts of these groups, as JSON that may stand inside a script element. */
    static String json(List<RunGroup> groups, ReferenceCurves reference) {
        try {
            return JSON.writeValueAsString(charts(groups, reference)).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("curves that cannot be written", e);
        }
    }

    /** A chart a curve, data set by data set. */
    static List<Chart> charts(List<RunGroup> groups, ReferenceCurves reference) {
        Map<String, List<RunGroup>> byData = GridBuilder.byData(groups);
        List<Chart> charts = new ArrayList<>();
        byData.forEach(
                (data, ofData) -> charts.addAll(charts(byData.size() > 1 ? data + ": " : "", ofData, reference)));
        byData.forEach((data, ofData) -> charts.addAll(PeriodCharts.of(byData.size() > 1 ? data + ": " : "", ofData)));
        return charts;
    }

    private static List<Chart> charts(String prefix, List<RunGroup> groups, ReferenceCurves reference) {
        SequencedSet<String> names = new LinkedHashSet<>();
        int epochs = 0;
        for (RunGroup group : groups) {
            for (RunRecord run : group.runs()) {
                names.addAll(run.training().curves().keySet());
                epochs = Math.max(epochs, run.training().stoppedEpoch());
            }
        }
        names.remove(TrainingRecord.SECONDS);
        List<Chart> charts = new ArrayList<>();
        for (String name : names) {
            charts.add(chart(prefix, name, epochs, groups, reference));
        }
        return charts;
    }

    private static Chart chart(
            String prefix, String name, int epochs, List<RunGroup> groups, ReferenceCurves reference) {
        boolean percent = !name.equals(TrainingRecord.TRAIN_LOSS);
        double factor = percent ? 100 : 1;
        List<Series> series = new ArrayList<>();
        Map<String, Band> bands = new LinkedHashMap<>();
        int colour = 0;
        for (RunGroup group : groups) {
            boolean used = false;
            for (RunRecord run : group.runs()) {
                List<Double> values = run.training().curves().get(name);
                if (values != null) {
                    used = true;
                    String label = group.model() + ", seed " + run.seed();
                    series.add(new Series(label, colour, false, scaled(values, factor, epochs)));
                }
            }
            if (used) {
                colour++;
                reference.find(group.first()).ifPresent(found -> {
                    ReferenceCurves.Band band = found.band(name);
                    if (!band.low().isEmpty()) {
                        bands.putIfAbsent(
                                found.model(),
                                new Band(
                                        "reference " + found.model(),
                                        scaled(band.low(), factor, epochs),
                                        scaled(band.high(), factor, epochs)));
                    }
                });
            }
        }
        List<Integer> x = new ArrayList<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            x.add(epoch);
        }
        return new Chart(PLACE, prefix + name, percent, "epoch", x, series, List.copyOf(bands.values()));
    }

    private static List<@Nullable Double> scaled(List<Double> values, double factor, int epochs) {
        List<@Nullable Double> scaled = new ArrayList<>();
        for (int i = 0; i < epochs; i++) {
            scaled.add(i < values.size() ? Double.valueOf(factor * values.get(i)) : null);
        }
        return scaled;
    }
}
