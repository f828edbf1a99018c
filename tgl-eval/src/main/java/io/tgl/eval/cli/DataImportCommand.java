package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.io.ArrowEventWriter;
import io.tgl.core.io.ArrowWriteOptions;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.datasets.catalog.FormatGuess;
import io.tgl.datasets.format.DataFormat;
import io.tgl.datasets.format.EventStatistics;
import io.tgl.datasets.format.Formats;
import io.tgl.datasets.format.ImportedEvents;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tgl data import}: a user's own file. */
@Command(
        name = "import",
        description = {
            "Checks a file of one's own, says what was found in it, and writes it as an Arrow file to train on.",
            "Types of columns are found in the whole column; rows out of order are sorted; nothing is dropped."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl data import mine.csv --columns customer,product,when,price,count",
            "  tgl data import log.parquet --columns src,dst,ts --time-unit ms --out log.arrow",
            "  tgl data import out.my-network --format konect",
            "Then: tgl run --data mine.arrow --model tgn"
        })
final class DataImportCommand implements Callable<Integer> {
    private static final String AUTO = "auto";

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The file, or the files of a format with several.")
    private List<Path> files = List.of();

    @Option(
            names = "--format",
            paramLabel = "NAME",
            completionCandidates = FormatNames.class,
            description = "${COMPLETION-CANDIDATES} (default: auto).")
    private String format = AUTO;

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The Arrow file (default: the first file's name with .arrow, in this folder).")
    private @Nullable Path out;

    @Option(names = "--overwrite", description = "Replace the Arrow file if there is one.")
    private boolean overwrite;

    @Option(names = "--citation", paramLabel = "TEXT", description = "How to cite the data; kept in the file.")
    private String citation = Dataset.NOT_STATED;

    @Option(names = "--license", paramLabel = "TEXT", description = "Its licence; kept in the file.")
    private String license = Dataset.NOT_STATED;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** What the help text lists. */
    static final class FormatNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.concat(Stream.of(AUTO), DataFormat.names().stream()).iterator();
        }
    }

    @Override
    public Integer call() {
        Path target = out == null ? Path.of(DataNames.plain(files.getFirst().toString()) + ".arrow") : out;
        OutputPlaces.checkFile("--out", target);
        if (Files.exists(target) && !overwrite) {
            throw InvalidInput.at("--out", "a new file, or --overwrite", target + ", which exists");
        }
        boolean told = !format.equals(AUTO);
        DataFormat read = told ? DataFormat.of(format) : FormatGuess.of(files);
        ImportedEvents imported = Formats.read(read, files, reading.format());
        EventStream events = imported.table().events();
        if (events.size() == 0) {
            throw InvalidInput.at(files.getFirst().toString(), "at least one event", "none");
        }
        ArrowEventWriter.write(
                target,
                events,
                imported.table().nodes(),
                ArrowWriteOptions.USUAL.withMetadata(
                        Map.of("source", files.getFirst().toString(), "citation", citation, "license", license)));
        if (!told) {
            spec.commandLine().getOut().println("  read as " + read.text() + " (--format if it is another one)");
        }
        report(imported, target);
        return ExitCode.OK;
    }

    private void report(ImportedEvents imported, Path target) {
        PrintWriter print = spec.commandLine().getOut();
        EventStream events = imported.table().events();
        EventStatistics counted = imported.statistics();
        imported.notes().forEach(note -> print.println("  " + note));
        print.printf(
                Locale.ROOT,
                "%,d events, %,d nodes, %,d distinct times in %s, %,d edge features%s%s%n",
                counted.events(),
                counted.nodes(),
                counted.distinctTimes(),
                events.granularity().name().toLowerCase(Locale.ROOT),
                counted.features(),
                columns(events),
                kept(counted));
        print.println("written: " + target);
        print.println("use it:  tgl run --data " + ShellWords.join(List.of(target.toString())) + " --model tgn");
    }

    private static String columns(EventStream events) {
        return (events.hasWeight() ? ", weights" : "")
                + (events.hasLabel() ? ", labels" : "")
                + (events.hasRelation() ? ", relations" : "");
    }

    private static String kept(EventStatistics counted) {
        List<String> kept = new ArrayList<>();
        if (counted.selfLoops() > 0) {
            kept.add(TextTable.number(counted.selfLoops()) + " self-loops");
        }
        if (counted.duplicates() > 0) {
            kept.add(TextTable.number(counted.duplicates()) + " duplicates");
        }
        return kept.isEmpty() ? "" : "; kept: " + String.join(", ", kept);
    }
}
