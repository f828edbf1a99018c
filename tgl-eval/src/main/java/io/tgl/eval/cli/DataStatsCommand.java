package io.tgl.eval.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.datasets.statistics.StreamProfile;
import io.tgl.datasets.statistics.StreamSummary;
import io.tgl.eval.report.DataPage;
import io.tgl.eval.report.HtmlReport;
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
        description = {
            "Prints what one looks at before modelling: density, repetition, surprise, reciprocity, degrees, gaps,",
            "which pairs are new and which recur when (TEA and TET plots)."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  tgl data stats uci", "  tgl data stats mine.arrow --html stats.html --json stats.json"})
final class DataStatsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DATA", description = "A data set by name (tgl data list), or a file.")
    private String data = "";

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the same as JSON.")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write it as a page with drawings.")
    private @Nullable Path html;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws JsonProcessingException {
        if (json != null) {
            OutputPlaces.checkFile("--json", json);
        }
        if (html != null) {
            OutputPlaces.checkFile("--html", html);
        }
        Dataset dataset = Datasets.load(data, reading.table(), true);
        StreamProfile profile = StreamProfile.of(dataset.events());
        if (json != null) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", dataset.name());
            fields.put("summary", profile.summary());
            fields.put("degrees", profile.degrees());
            fields.put("nodeGaps", profile.nodeGaps());
            fields.put("pairGaps", profile.pairGaps());
            fields.put("appearance", profile.appearance());
            fields.put("reoccurrence", profile.traffic().reoccurrence());
            fields.put("pairSurprise", profile.traffic().surprise());
            JsonFile.write(json, fields);
        }
        if (html != null) {
            HtmlReport.write(
                    html, DataPage.of(dataset.name(), profile, dataset.events().granularity()));
        }
        print(profile.summary(), dataset);
        line(
                "surprise, pairs",
                number(
                        "%.4f of the pairs of the last 15 %% are unseen before",
                        profile.traffic().surprise()));
        line(
                "reoccurrence",
                number(
                        "%.4f of the pairs before occur in the last 15 %%",
                        profile.traffic().reoccurrence()));
        line(
                "novelty",
                number(
                        "%.4f of the pairs of a bin of time are new, on average",
                        profile.appearance().novelty()));
        PrintWriter out = spec.commandLine().getOut();
        String unit = dataset.events().granularity().name().toLowerCase(Locale.ROOT);
        StatisticsText.bins("events a node", profile.degrees(), out);
        StatisticsText.bins("gap of a node, " + unit, profile.nodeGaps(), out);
        StatisticsText.bins("gap of a pair, " + unit, profile.pairGaps(), out);
        StatisticsText.appearance(profile.appearance(), out);
        StatisticsText.traffic(profile.traffic(), out);
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
