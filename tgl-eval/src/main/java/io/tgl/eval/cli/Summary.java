package io.tgl.eval.cli;

import io.tgl.eval.record.RunRecord;
import io.tgl.eval.report.EqualEpoch;
import io.tgl.eval.report.FigureRecord;
import io.tgl.eval.report.FigureRecords;
import io.tgl.eval.report.HtmlReport;
import io.tgl.eval.report.PublishedResults;
import io.tgl.eval.report.ReferenceCurves;
import io.tgl.eval.report.ReportModel;
import io.tgl.eval.report.TestBatches;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is told after runs: the table of figures, the JSON file, the report. */
final class Summary {
    private final List<RunRecord> runs;
    private final List<TestBatches> batches;
    private final List<FigureRecord> figures;

    /** Of these runs, and what their test batches gave if that is known. */
    Summary(List<RunRecord> runs, List<TestBatches> batches) {
        this.runs = runs;
        this.batches = List.copyOf(batches);
        this.figures = FigureRecords.of(runs, PublishedResults.load(), ReferenceCurves.load());
    }

    /** Prints each figure beside the published one. */
    void print(PrintWriter out) {
        boolean several = runs.stream().map(run -> run.data().name()).distinct().count() > 1;
        String data = several ? "%-14s" : "%s";
        out.printf(
                data + "%-28s %-20s %-11s %-5s %9s %16s %7s%n",
                several ? "data" : "",
                "model",
                "split",
                "negatives",
                "",
                "here",
                "published",
                "z");
        for (FigureRecord figure : figures) {
            out.printf(
                    data + "%-28s %-20s %-11s %-5s %9s %16s %7s%s%n",
                    several ? figure.data() : "",
                    figure.model(),
                    figure.split(),
                    figure.negatives(),
                    figure.metric(),
                    percent(figure.mean()),
                    Optional.ofNullable(figure.published())
                            .map(Summary::published)
                            .orElse("-"),
                    Optional.ofNullable(figure.z())
                            .map(z -> String.format(Locale.ROOT, "%+.2f", z))
                            .orElse("-"),
                    Optional.ofNullable(figure.caveat())
                            .map(c -> "  (" + c + ")")
                            .orElse(""));
        }
        new EqualEpoch(ReferenceCurves.load()).cuts(runs).forEach(out::println);
    }

    private static String published(FigureRecord.Published known) {
        return percent(known.value())
                + Optional.ofNullable(known.standardDeviation())
                        .map(s -> " \u00b1 " + percent(s))
                        .orElse("");
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.2f", 100 * fraction);
    }

    /** Writes one record a figure. */
    void writeJson(Path file) {
        FigureRecords.write(file, figures);
    }

    /** Writes the report. */
    void writeReport(Path file) {
        HtmlReport.write(file, ReportModel.of(runs, batches));
    }
}
