package io.tgl.eval.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tgl.core.base.InvalidInput;
import io.tgl.datasets.catalog.Catalog;
import io.tgl.datasets.catalog.DatasetCard;
import io.tgl.datasets.catalog.DatasetStore;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.datasets.catalog.ReadDataset;
import io.tgl.datasets.catalog.StatisticDifference;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tgl data verify}: what is counted in data sets against what is stated of them. */
@Command(
        name = "verify",
        description = {
            "Reads data sets from their files, counts, and compares with what the catalog states.",
            "A count that differs is an error. Files that were fetched are checked against their checksums."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  tgl data verify wikipedia mooc", "  tgl data verify --all --json verified.json"})
final class DataVerifyCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Data sets of the catalog (tgl data list).")
    private List<String> names = List.of();

    @Option(names = "--all", description = "Every data set that is on this machine.")
    private boolean all;

    @Option(names = "--force", description = "Exit with 0 in spite of differences.")
    private boolean force;

    @Option(names = "--verbose", description = "Print every statistic, and what was found out while reading.")
    private boolean verbose;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the same as JSON.")
    private @Nullable Path json;

    @Mixin
    private StoreOptions places = new StoreOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final List<Map<String, Object>> results = new ArrayList<>();
    private int differing;
    private int unreadable;

    @Override
    public Integer call() throws JsonProcessingException {
        if (all == !names.isEmpty()) {
            throw InvalidInput.at("data verify", "names of data sets, or --all", all ? "both" : "neither");
        }
        if (json != null) {
            OutputPlaces.checkFile("--json", json);
        }
        DatasetStore store = places.store();
        List<DatasetCard> cards =
                all ? Catalog.cards() : names.stream().map(Datasets::card).toList();
        if (!all) {
            cards.stream().filter(card -> !store.has(card)).findFirst().ifPresent(card -> store.read(card, true));
        }
        long start = System.nanoTime();
        Interrupt.watch();
        line("DATA SET", "EVENTS", "NODES", "TIMES", "FEATURES", "CHECKED", "TIME", "VERDICT");
        int absent = 0;
        for (DatasetCard card : cards) {
            List<DatasetCard.Form> forms = store.present(card);
            absent += forms.isEmpty() ? 1 : 0;
            for (DatasetCard.Form form : forms) {
                verify(card, form, store);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%d checked: %d as stated, %d differ, %d unreadable%s; %.1f s%n",
                results.size(),
                results.size() - differing - unreadable,
                differing,
                unreadable,
                absent == 0 ? "" : "; " + absent + " of the catalog are not on this machine",
                (System.nanoTime() - start) * 1e-9);
        if (json != null) {
            JsonFile.write(json, Map.of("datasets", results));
        }
        boolean failed = unreadable > 0 || (differing > 0 && !force);
        return failed ? ExitCode.FAILED : ExitCode.OK;
    }

    private void verify(DatasetCard card, DatasetCard.Form form, DatasetStore store) {
        if (Interrupt.requested()) {
            throw new CancellationException("interrupted");
        }
        long start = System.nanoTime();
        PrintWriter out = spec.commandLine().getOut();
        try {
            store.checkFetched(card, true);
            ReadDataset read = store.read(card, form);
            report(read, String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - start) * 1e-9));
        } catch (InvalidInput e) {
            unreadable++;
            results.add(Map.of("name", card.name(), "verdict", "unreadable", "error", String.valueOf(e.getMessage())));
            line(card.name(), "-", "-", "-", "-", "-", "-", "UNREADABLE");
            out.println("    " + e.getMessage());
        }
    }

    private void report(ReadDataset read, String seconds) {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Long> found = read.statistics();
        List<StatisticDifference> differences = read.differences();
        int checked = read.expected().size();
        boolean unsure = read.card().verified() == DatasetCard.Verified.UNVERIFIED;
        String verdict = differences.isEmpty() ? "as stated" : unsure ? "differs (unverified)" : "DIFFERS";
        differing += differences.isEmpty() || unsure ? 0 : 1;
        line(
                read.card().name(),
                count(found, "events"),
                count(found, "nodesWithEvents"),
                count(found, "distinctTimes"),
                count(found, "features"),
                (checked - differences.size()) + " of " + checked,
                seconds,
                verdict + extras(found));
        differences.forEach(difference -> out.println("    " + difference.text()));
        if (verbose) {
            read.notes().forEach(note -> out.println("    " + note));
            found.forEach((name, value) -> out.println("    " + name + " " + TextTable.number(value)
                    + (read.expected().containsKey(name)
                            ? ", stated " + TextTable.number(read.expected().get(name))
                            : "")));
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("name", read.card().name());
        result.put("verdict", verdict);
        result.put("files", read.form().files());
        result.put("found", found);
        result.put("stated", read.expected());
        result.put("sha256", read.dataset().sha256());
        results.add(result);
    }

    /** What was kept as it is, or changed, and may surprise. */
    private static String extras(Map<String, Long> found) {
        List<String> parts = new ArrayList<>();
        add(parts, found, "rowsMoved", "sorted by time, %s rows moved");
        add(parts, found, "selfLoops", "%s self-loops");
        add(parts, found, "duplicates", "%s duplicates");
        return parts.isEmpty() ? "" : "; " + String.join(", ", parts);
    }

    private static void add(List<String> parts, Map<String, Long> found, String name, String form) {
        long value = found.getOrDefault(name, 0L);
        if (value > 0) {
            parts.add(form.replace("%s", TextTable.number(value)));
        }
    }

    private static String count(Map<String, Long> found, String name) {
        return TextTable.number(found.getOrDefault(name, 0L));
    }

    private void line(String... cells) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%-22s %11s %9s %10s %8s %8s %7s  %s%n", (Object[]) cells);
        out.flush();
    }
}
