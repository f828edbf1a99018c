package io.tgl.eval.report;

import io.tgl.eval.record.Measure;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.report.ReportModel.FigureRow;
import io.tgl.eval.report.ReportModel.ModelBlock;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The headline table: each model's test figures beside the published ones. Collects the sources as footnotes. */
final class ResultRows {
    private final PublishedResults published;
    private final ReferenceCurves reference;
    private final boolean manyData;
    private final List<String> footnotes = new ArrayList<>();

    ResultRows(PublishedResults published, ReferenceCurves reference, boolean manyData) {
        this.published = published;
        this.reference = reference;
        this.manyData = manyData;
    }

    /** Sources so far; note i has number i + 1. */
    List<String> footnotes() {
        return footnotes;
    }

    ModelBlock block(RunGroup group) {
        List<FigureRow> rows = new ArrayList<>();
        for (Measure measure : group.wholeSplitFigures()) {
            if (measure.split().endsWith(Measure.TEST) && !measure.isIntervalEnd()) {
                rows.add(row(group, measure));
            }
        }
        return new ModelBlock(heading(group), context(group.first(), group), rows);
    }

    /** "TGN", with the data set where there are several. */
    String heading(RunGroup group) {
        return group.model() + (manyData ? " · " + group.first().data().name() : "");
    }

    private static String context(RunRecord first, RunGroup group) {
        long parameters = first.model().parameters();
        String size = parameters == 0 ? "nothing to train" : Text.count(parameters) + " parameters";
        return Text.seeds(group.runs().stream().map(RunRecord::seed).toList()) + " · " + size + " · "
                + first.protocol().visibility();
    }

    private FigureRow row(RunGroup group, Measure measure) {
        String split = measure.split();
        String metric = measure.metric();
        List<Double> values = group.values(split, Measure.ALL, metric);
        double mean = Statistics.mean(values);
        Optional<PublishedResult> known = published
                .find(FigureKey.of(group.first(), split, metric))
                .filter(_ -> group.incomparable().isEmpty());
        Optional<ReferenceCurves.Curves> code = reference.find(group.first()).filter(ReferenceCurves.Curves::complete);
        List<ReferenceCurves.LastTest> tests =
                code.map(c -> c.lastTests(split, metric)).orElse(List.of());
        OptionalDouble z = known.map(p -> p.z(mean, values.size())).orElse(OptionalDouble.empty());
        return new FigureRow(
                split + " " + metric,
                Text.percent(mean, Statistics.standardDeviation(values)),
                interval(group, measure),
                group.caveat().orElse(""),
                known.map(p -> Text.percent(p.mean(), p.standardDeviation())).orElse(""),
                known.map(p -> footnote(p.source() + ", " + p.seeds() + " seeds"))
                        .orElse(0),
                known.map(p -> Text.signed(100 * (mean - p.mean()))).orElse(""),
                z.isPresent() ? Text.signed(z.getAsDouble()) : "",
                tests.stream().map(t -> Text.percent(t.value())).collect(Collectors.joining(", ")),
                position(mean, tests),
                tests.isEmpty()
                        ? 0
                        : code.map(c -> footnote(referenceNote(c, tests))).orElse(0),
                Charts.strip(
                        values,
                        known.map(p -> OptionalDouble.of(p.mean())).orElse(OptionalDouble.empty()),
                        known.map(PublishedResult::standardDeviation).orElse(OptionalDouble.empty()),
                        tests.stream().map(ReferenceCurves.LastTest::value).toList()));
    }

    /** "95 % interval 82.63 to 93.12 (44 positives)": of several seeds the mean ends. */
    private static String interval(RunGroup group, Measure measure) {
        List<Double> low = group.values(measure.split(), Measure.ALL, measure.metric() + Measure.LOW);
        List<Double> high = group.values(measure.split(), Measure.ALL, measure.metric() + Measure.HIGH);
        if (low.isEmpty() || high.isEmpty()) {
            return "";
        }
        return "95 % interval " + Text.percent(Statistics.mean(low)) + " to " + Text.percent(Statistics.mean(high))
                + " (" + Text.count(measure.positives()) + " positives)";
    }

    /** Where a mean lies to the band between the reference code's seeds, in percentage points. */
    private static String position(double mean, List<ReferenceCurves.LastTest> tests) {
        DoubleSummaryStatistics band =
                tests.stream().mapToDouble(ReferenceCurves.LastTest::value).summaryStatistics();
        if (tests.isEmpty()) {
            return "";
        }
        if (mean < band.getMin()) {
            return "ours " + Text.fixed(100 * (band.getMin() - mean), 2) + " below";
        }
        return mean > band.getMax()
                ? "ours " + Text.fixed(100 * (mean - band.getMax()), 2) + " above"
                : "ours between them";
    }

    private static String referenceNote(ReferenceCurves.Curves code, List<ReferenceCurves.LastTest> tests) {
        return "The reference code itself: " + code.source() + "; last test in its log, "
                + tests.stream()
                        .map(t -> "seed " + t.seed() + " at epoch " + t.epoch())
                        .collect(Collectors.joining(", "));
    }

    private int footnote(String source) {
        int index = footnotes.indexOf(source);
        if (index < 0) {
            footnotes.add(source);
            return footnotes.size();
        }
        return index + 1;
    }
}
