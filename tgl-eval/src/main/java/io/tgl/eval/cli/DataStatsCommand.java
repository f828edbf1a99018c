package io.tgl.eval.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.datasets.statistics.StreamSummary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tgl data stats}: what a data set is like. */
@Command(
        name = "stats",
        description = "Prints what one looks at before modelling: density, repetition, surprise, degrees, gaps.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  tgl data stats uci", "  tgl data stats mine.arrow --json stats.json"})
final class DataStatsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DATA", description = "A data set by name (tgl data list), or a file.")
    private String data = "";

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the same as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws JsonProcessingException {
        if (json != null) {
            OutputPlaces.checkFile("--json", json);
        }
        Dataset dataset = Datasets.load(data, reading.table(), true);
        StreamSummary summary = StreamSummary.of(dataset.events());
        if (json != null) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", dataset.name());
            fields.put("summary", summary);
            JsonFile.write(json, fields);
        }
        print(summary, dataset);
        return ExitCode.OK;
    }

    private void print(StreamSummary s, Dataset dataset) {
        String unit = dataset.events().granularity().name().toLowerCase(Locale.ROOT);
        line("data set", dataset.name());
        line("events", TextTable.number(s.events()));
        line("nodes", TextTable.number(s.nodes()) + (s.bipartite() ? ", bipartite" : ""));
        line("distinct pairs", TextTable.number(s.pairs()));
        line("self-loops", TextTable.number(s.selfLoops()));
        line("density", number("%.3g of all ordered pairs occur", s.density()));
        line("repeat ratio", number("%.4f of the events repeat an earlier pair", s.repeatRatio()));
        line("surprise", number("%.4f of the last 15 %% of the events have a pair unseen before", s.surprise()));
        line("reciprocity", number("%.4f of the pairs occur both ways", s.reciprocity()));
        line("events a node", spread(s.degree(), ""));
        line("gaps of a node", spread(s.gap(), " " + unit));
    }

    private static String spread(StreamSummary.Spread spread, String unit) {
        return String.format(
                Locale.ROOT,
                "least %,d, median %,d, mean %,.1f, most %,d%s",
                spread.least(),
                spread.median(),
                spread.mean(),
                spread.most(),
                unit);
    }

    private static String number(String form, double value) {
        return String.format(Locale.ROOT, form, value);
    }

    private void line(String name, String value) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%-15s %s%n", name, value);
    }
}
