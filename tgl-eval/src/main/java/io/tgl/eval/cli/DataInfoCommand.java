package io.tgl.eval.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tgl.core.base.InvalidInput;
import io.tgl.datasets.catalog.Catalog;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.datasets.catalog.DatasetCard;
import io.tgl.datasets.catalog.DatasetStore;
import io.tgl.datasets.catalog.Datasets;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tgl data info}: what is known of a data set and what is in it. */
@Command(
        name = "info",
        description =
                "Prints what the catalog knows of a data set and, where it is on this machine, checks and counts it; the"
                        + " same for a file.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl data info uci",
            "  tgl data info my.csv --columns user,item,timestamp",
            "  tgl data info log.csv.zst --time-unit ms --sort --json info.json"
        })
final class DataInfoCommand implements Callable<Integer> {
    private static final int NAME_WIDTH = 16;

    @Parameters(arity = "0..1", paramLabel = "DATA", description = "A data set by name (tgl data list), or a file.")
    private @Nullable String data;

    @Option(names = "--data", paramLabel = "DATA", description = "The same.", hidden = true)
    private @Nullable String option;

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    @Option(names = "--card", description = "Only what the catalog knows; read no data.")
    private boolean cardOnly;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the same as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws JsonProcessingException {
        if (json != null) {
            OutputPlaces.checkFile("--json", json);
        }
        String name = Optional.ofNullable(data)
                .or(() -> Optional.ofNullable(option))
                .orElseThrow(() -> InvalidInput.at("data info", "a data set or a file", "none"));
        Optional<DatasetCard> card = Catalog.find(name);
        DatasetStore store = DatasetStore.ofProcess();
        boolean here = card.isEmpty() || Datasets.isShipped(card.get()) || store.has(card.get());
        Map<String, Object> lines = new LinkedHashMap<>();
        if (here && !cardOnly) {
            lines.putAll(facts(Datasets.load(name, reading.table(), true)));
        }
        card.ifPresent(known -> known(known, store).forEach(lines::putIfAbsent));
        if (lines.isEmpty()) {
            throw InvalidInput.at("--card", "a data set of the catalog (tgl data list)", name);
        }
        if (json != null) {
            JsonFile.write(json, lines);
        }
        PrintWriter out = spec.commandLine().getOut();
        lines.forEach((key, value) -> print(out, key, value));
        if (!here) {
            String how = card.flatMap(DatasetCard::fetchable).isPresent() ? "tgl data fetch " + name : "see home";
            out.println("not on this machine: " + how);
        }
        return ExitCode.OK;
    }

    private static void print(PrintWriter out, String name, Object value) {
        List<?> values = value instanceof List<?> list ? list : List.of(value);
        String key = name;
        for (Object line : values) {
            out.printf(Locale.ROOT, "%-" + NAME_WIDTH + "s %s%n", key, line);
            key = "";
        }
    }

    /** What is stated. */
    private static Map<String, Object> known(DatasetCard card, DatasetStore store) {
        Map<String, Object> lines = new LinkedHashMap<>();
        lines.put("name", card.name());
        put(lines, "aliases", String.join(", ", card.aliases()));
        lines.put("collection", card.collection());
        lines.put("task", card.task());
        lines.put("timeUnit", card.timeUnit());
        lines.put("split", card.split());
        lines.put("verified", card.verified().text());
        put(lines, "published", numbers(card.published()));
        lines.put("where", DataListCommand.where(card, store));
        List<String> forms = card.forms().stream().map(DataInfoCommand::form).toList();
        put(lines, "files", forms);
        put(lines, "fetchedFrom", card.urls().stream().map(Object::toString).toList());
        lines.put("home", card.home());
        lines.put("source", card.source());
        lines.put("license", card.license());
        lines.put("citation", card.citation());
        put(lines, "notes", card.notes());
        return lines;
    }

    private static String form(DatasetCard.Form form) {
        return form.format().text() + ": " + String.join(", ", form.files())
                + (form.measured().isEmpty() ? "" : "; measured " + numbers(form.measured()));
    }

    private static String numbers(Map<String, Long> statistics) {
        StringBuilder text = new StringBuilder();
        statistics.forEach((name, value) -> text.append(text.isEmpty() ? "" : ", ")
                .append(name)
                .append(' ')
                .append(name.endsWith("Time") ? Long.toString(value) : TextTable.number(value)));
        return text.toString();
    }

    private static void put(Map<String, Object> lines, String name, Object value) {
        if (!value.equals("") && !value.equals(List.of())) {
            lines.put(name, value);
        }
    }

    /** What is counted. */
    private static Map<String, Object> facts(Dataset dataset) {
        DatasetFacts facts = DatasetFacts.of(dataset.events());
        Map<String, Object> lines = new LinkedHashMap<>();
        lines.put("name", dataset.name());
        lines.put("events", dataset.events().size());
        lines.put("nodes", dataset.events().nodeCount());
        lines.put("sources", facts.sources());
        lines.put("destinations", facts.destinations());
        lines.put("bipartite", facts.bipartite());
        lines.put("distinctPairs", facts.distinctPairs());
        lines.put("selfLoops", facts.selfLoops());
        lines.put("distinctTimes", dataset.distinctTimes());
        lines.put("firstTime", dataset.events().time(0));
        lines.put("lastTime", dataset.events().time(dataset.events().size() - 1));
        lines.put("timeUnit", dataset.events().granularity().name().toLowerCase(Locale.ROOT));
        lines.put("edgeFeatures", dataset.events().features().width());
        lines.put("weights", dataset.events().hasWeight());
        lines.put("labels", dataset.events().hasLabel());
        lines.put("relations", dataset.events().hasRelation());
        lines.put("sha256", dataset.sha256());
        lines.put("source", dataset.source());
        lines.put("license", dataset.license());
        lines.put("citation", dataset.citation());
        put(
                lines,
                "deviations",
                dataset.deviations().stream()
                        .map(deviation ->
                                deviation.what() + ": " + deviation.published() + "; here " + deviation.here())
                        .toList());
        return lines;
    }
}
