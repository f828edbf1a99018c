package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.io.ArrowEventWriter;
import io.tgl.core.io.ArrowWriteOptions;
import io.tgl.datasets.synthetic.SyntheticEvents;
import io.tgl.datasets.synthetic.SyntheticProcess;
import io.tgl.datasets.synthetic.SyntheticProcesses;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tgl data generate}: events of a process whose law is known. */
@Command(
        name = "generate",
        description = {
            "Writes events of a random process whose law is known as an Arrow file, in constant memory.",
            "Equal settings and seed give the same file. Without --out it tells the settings."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl data generate hawkes",
            "  tgl data generate hawkes --events 100000 --set branching=0.5 --out hawkes.arrow",
            "  tgl data generate periodic --events 1000000000 --seed 7 --out periodic.arrow",
            "Then: tgl run --data hawkes.arrow --model edgebank"
        })
final class DataGenerateCommand implements Callable<Integer> {
    private static final long LINE_NANOS = 5_000_000_000L;

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = ProcessNames.class,
            description = "${COMPLETION-CANDIDATES}.")
    private String name = "";

    @Option(names = "--events", paramLabel = "N", description = "How many (default: ${DEFAULT-VALUE}).")
    private long events = 100_000;

    @Option(names = "--seed", paramLabel = "N", description = "The seed (default: 0).")
    private long seed;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting that differs from the usual one.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--out", paramLabel = "FILE", description = "The Arrow file.")
    private @Nullable Path out;

    @Option(names = "--compress", paramLabel = "HOW", description = "none (default), zstd or lz4.")
    private ArrowWriteOptions.Compression compression = ArrowWriteOptions.Compression.NONE;

    @Option(names = "--overwrite", description = "Replace the file if there is one.")
    private boolean overwrite;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** What the help text lists. */
    static final class ProcessNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return SyntheticProcesses.names().iterator();
        }
    }

    @Override
    public Integer call() {
        SyntheticProcess process = SyntheticProcesses.of(name, settings);
        PrintWriter print = spec.commandLine().getOut();
        print.println(process.truth());
        SyntheticProcesses.settings(name, settings)
                .forEach((setting, value) -> print.printf(Locale.ROOT, "  %-13s %s%n", setting, value));
        if (out != null) {
            write(process, out);
            print.printf(
                    Locale.ROOT,
                    "%,d events, %,d nodes, times in %s, seed %d%n",
                    events,
                    process.nodes(),
                    process.granularity().name().toLowerCase(Locale.ROOT),
                    seed);
            print.println("written: " + out);
            print.println("use it:  tgl run --data " + ShellWords.join(List.of(out.toString())) + " --model edgebank");
        }
        return ExitCode.OK;
    }

    private void write(SyntheticProcess process, Path file) {
        OutputPlaces.checkFile("--out", file);
        if (Files.exists(file) && !overwrite) {
            throw InvalidInput.at("--out", "a new file, or --overwrite", file + ", which exists");
        }
        Interrupt.watch();
        SyntheticEvents chunks = new SyntheticEvents(process, seed, events, SyntheticEvents.USUAL_CHUNK);
        ArrowEventWriter.write(
                file,
                new Watched(chunks),
                events,
                ArrowWriteOptions.USUAL
                        .withCompression(compression)
                        .withMetadata(Map.of(
                                "source",
                                "generated: " + process.name() + ", seed " + seed + ", "
                                        + SyntheticProcesses.settings(name, settings),
                                "citation",
                                process.truth(),
                                "license",
                                "none needed")));
    }

    /** The chunks, with a line every few seconds; ends them when the user does. */
    private final class Watched implements Iterator<EventStream> {
        private final Iterator<EventStream> chunks;
        private final long start = System.nanoTime();
        private long lastLine = start;
        private long done;

        Watched(Iterator<EventStream> chunks) {
            this.chunks = chunks;
        }

        @Override
        public boolean hasNext() {
            return chunks.hasNext();
        }

        @Override
        public EventStream next() {
            if (Interrupt.requested()) {
                throw new CancellationException(
                        "interrupted after " + TextTable.number(done) + " events; no file is left");
            }
            long now = System.nanoTime();
            if (now - lastLine > LINE_NANOS && done > 0) {
                lastLine = now;
                long seconds = Math.round((now - start) * 1e-9 / done * (events - done));
                spec.commandLine()
                        .getErr()
                        .printf(Locale.ROOT, "  %,d of %,d events, %,d s left%n", done, events, seconds);
                spec.commandLine().getErr().flush();
            }
            EventStream chunk = chunks.next();
            done += chunk.size();
            return chunk;
        }
    }
}
