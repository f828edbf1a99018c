package io.tgl.eval.cli;

import io.tgl.eval.record.RunRecord;
import io.tgl.eval.report.FigureRecord;
import io.tgl.eval.report.FigureRecords;
import io.tgl.eval.report.HtmlReport;
import io.tgl.eval.report.PublishedResults;
import io.tgl.eval.report.ReferenceCurves;
import io.tgl.eval.report.ReportModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is told after runs: the table of figures, the JSON file, the report. */
final class Summary {
    private final List<RunRecord> runs;
    private final List<FigureRecord> figures;

    /** Of these runs. */
    Summary(List<RunRecord> runs) {
        this.runs = runs;
        this.figures = FigureRecords.of(runs, PublishedResults.load(), ReferenceCurves.load());
    }

    /** Prints each figure beside the published one. */
    void print(PrintWriter out) {
        out.printf("%-22s %-20s %-5s %9s %18s %7s%n", "model", "split", "", "here", "published", "z");
        for (FigureRecord figure : figures) {
            out.printf(
                    "%-22s %-20s %-5s %9s %18s %7s%s%n",
                    figure.model(),
                    figure.split(),
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
        HtmlReport.write(file, ReportModel.of(runs));
    }
}
