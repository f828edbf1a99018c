package io.tgl.eval.cli;

import io.tgl.eval.record.RunRecord;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results go. */
final class OutputOptions {
    private static final String REPORT = "report.html";

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Folder of records, checkpoints and report.html (default: runs/ and the data set's name).")
    private @Nullable Path folder;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write one record a figure (docs/figures-schema.json).")
    private @Nullable Path json;

    /** Makes the folder and checks that everything can be written. */
    Path prepare(String usualName) {
        Path chosen = folder == null ? Path.of("runs", usualName) : folder;
        OutputPlaces.prepareFolder("--out", chosen);
        OutputPlaces.checkFile("--out", chosen.resolve(REPORT));
        if (json != null) {
            OutputPlaces.checkFile("--json", json);
        }
        return chosen;
    }

    /** Prints and writes the summary of finished runs. */
    void conclude(List<RunRecord> runs, Path chosen, PrintWriter out) {
        Summary summary = new Summary(runs);
        summary.print(out);
        if (json != null) {
            summary.writeJson(json);
        }
        Path report = chosen.resolve(REPORT);
        summary.writeReport(report);
        out.println("Report: " + report.toAbsolutePath().normalize());
    }
}
