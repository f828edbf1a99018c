package io.tgl.eval.cli;

import io.tgl.eval.record.RunRecord;
import io.tgl.eval.train.RunRecording;
import io.tgl.eval.train.RunResult;
import java.io.PrintWriter;
import java.nio.file.Files;
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

    @Option(
            names = "--scores",
            paramLabel = "FILE",
            description = "Write every score (Arrow); with several models a file each, -MODEL in its name.")
    private @Nullable Path scores;

    /** Checks that everything can be written; makes nothing yet. */
    Path check(String usualName) {
        Path chosen = folder == null ? Path.of("runs", usualName) : folder;
        OutputPlaces.checkFolder("--out", chosen);
        if (Files.isDirectory(chosen)) {
            OutputPlaces.checkFile("--out", chosen.resolve(REPORT));
        }
        if (json != null) {
            OutputPlaces.checkFile("--json", json);
        }
        if (scores != null) {
            OutputPlaces.checkFile("--scores", scores);
        }
        return chosen;
    }

    /** Writes the scores of a model's runs where that was asked for. */
    void writeScores(String model, boolean only, List<RunResult> results) {
        if (scores != null && !results.isEmpty()) {
            RunRecording.writeScores(only ? scores : withName(scores, model), results);
        }
    }

    private static Path withName(Path file, String model) {
        String name = String.valueOf(file.getFileName());
        int point = name.lastIndexOf('.');
        int end = point > 0 ? point : name.length();
        return file.resolveSibling(name.substring(0, end) + "-" + model + name.substring(end));
    }

    /** Whether scores are asked for: then every run must be run. */
    boolean wantsScores() {
        return scores != null;
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
