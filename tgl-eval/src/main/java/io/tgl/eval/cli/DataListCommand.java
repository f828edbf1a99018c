package io.tgl.eval.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tgl.core.base.InvalidInput;
import io.tgl.datasets.catalog.Catalog;
import io.tgl.datasets.catalog.DatasetCard;
import io.tgl.datasets.catalog.DatasetStore;
import io.tgl.datasets.catalog.Datasets;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tgl data list}: the catalog. */
@Command(
        name = "list",
        description = {
            "Lists the data sets of the catalog.",
            "EVENTS are steps where there are readings instead of events. VERIFIED says how sure the counts are: measured (counted here, equal to the published ones), as published"
                    + " (no copy was at hand), unverified. WHERE: shipped, here, net (tgl data fetch), by hand."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  tgl data list", "  tgl data list icews", "  tgl data list \"knowledge graph\" --json list.json"})
final class DataListCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "WORD",
            description = "Only data sets with it in name, alias, collection or task.")
    private String word = "";

    @Option(names = "--here", description = "Only data sets that are on this machine.")
    private boolean here;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the same as JSON.")
    private @Nullable Path json;

    @Mixin
    private StoreOptions places = new StoreOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws JsonProcessingException {
        DatasetStore store = places.store();
        List<DatasetCard> cards = Catalog.cards().stream()
                .filter(this::matches)
                .filter(card -> !here || Datasets.isShipped(card) || store.has(card))
                .toList();
        if (cards.isEmpty()) {
            throw InvalidInput.at(
                    "data list", "a word of a name, collection or task of the catalog", "none with \"" + word + "\"");
        }
        if (json != null) {
            JsonFile.write(
                    json,
                    Map.of(
                            "datasets",
                            cards.stream().map(card -> fields(card, store)).toList()));
        }
        PrintWriter out = spec.commandLine().getOut();
        TextTable table = new TextTable("NAME", ">EVENTS", ">NODES", "VERIFIED", "WHERE", "COLLECTION", "TASK");
        for (DatasetCard card : cards) {
            table.add(
                    card.name(),
                    count(card, "events", "steps"),
                    count(card, "nodes", "nodesWithEvents", "signalNodes"),
                    card.verified().text(),
                    where(card, store),
                    card.collection(),
                    card.task());
        }
        table.print(out);
        out.println(cards.size() + (cards.size() == 1 ? " data set: " : " data sets: ")
                + Arrays.stream(DatasetCard.Verified.values())
                        .map(degree -> cards.stream()
                                        .filter(card -> card.verified() == degree)
                                        .count() + " " + degree.text())
                        .collect(Collectors.joining(", "))
                + "; " + cards.stream().filter(store::has).count() + " here");
        return ExitCode.OK;
    }

    private boolean matches(DatasetCard card) {
        String wanted = word.toLowerCase(Locale.ROOT);
        return (card.name() + " " + card.aliases() + " " + card.collection() + " " + card.task())
                .toLowerCase(Locale.ROOT)
                .contains(wanted);
    }

    /** The first of these counts that is stated. */
    private static String count(DatasetCard card, String... names) {
        return Arrays.stream(names)
                .flatMap(name -> card.stated(name).stream())
                .findFirst()
                .map(TextTable::number)
                .orElse("-");
    }

    static String where(DatasetCard card, DatasetStore store) {
        if (Datasets.isShipped(card)) {
            return "shipped";
        }
        return store.has(card) ? "here" : card.fetchable().isPresent() ? "net" : "by hand";
    }

    private static Map<String, Object> fields(DatasetCard card, DatasetStore store) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", card.name());
        fields.put("aliases", card.aliases());
        fields.put("collection", card.collection());
        fields.put("task", card.task());
        fields.put("verified", card.verified().text());
        fields.put("where", where(card, store));
        fields.put("published", card.published());
        fields.put("license", card.license());
        fields.put("home", card.home());
        return fields;
    }
}
