package io.tgl.eval.cli;

import io.tgl.datasets.catalog.DatasetCard;
import io.tgl.datasets.catalog.DatasetStore;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.datasets.catalog.ReadDataset;
import io.tgl.datasets.fetch.FetchOptions;
import io.tgl.datasets.fetch.Fetcher;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tgl data fetch}: from the net into the cache. */
@Command(
        name = "fetch",
        description = {
            "Fetches data sets, checks them against their published counts and keeps them as Arrow files.",
            "An interrupted download goes on where it stopped. HTTPS_PROXY and NO_PROXY are honoured."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  tgl data fetch wikipedia", "  tgl data fetch askubuntu superuser --cache /big/disk/tgl"})
final class DataFetchCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Data sets of the catalog (tgl data list).")
    private List<String> names = List.of();

    @Option(names = "--offline", description = "Do not use the net: check what is there.")
    private boolean offline;

    @Option(names = "--force", description = "Take data whose counts differ from the published ones, and say so.")
    private boolean force;

    @Mixin
    private StoreOptions places = new StoreOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<DatasetCard> cards = names.stream().map(Datasets::card).toList();
        DatasetStore store = places.store();
        for (DatasetCard card : cards) {
            fetch(card, store);
        }
        return ExitCode.OK;
    }

    private void fetch(DatasetCard card, DatasetStore store) {
        PrintWriter out = spec.commandLine().getOut();
        if (Datasets.isShipped(card)) {
            out.println(card.name() + ": comes with tgl, nothing to fetch");
            return;
        }
        List<Fetcher.Fetched> files;
        try (FetchProgress progress = new FetchProgress(spec.commandLine().getErr())) {
            files = store.fetch(card, FetchOptions.USUAL.withOffline(offline), progress);
        }
        for (Fetcher.Fetched file : files) {
            out.println(file.file() + (file.fetched() ? "" : " (was there)") + "  sha256 " + file.sha256());
        }
        spec.commandLine().getErr().println("reading and counting " + card.name());
        ReadDataset read = store.read(card, force);
        read.notes().forEach(note -> out.println("  " + note));
        Path arrow = store.convert(read);
        out.println(
                card.name() + ": " + TextTable.number(read.dataset().events().size()) + " events, "
                        + TextTable.number(read.dataset().events().nodeCount()) + " nodes, "
                        + (read.differences().isEmpty() ? "as stated" : "NOT as stated") + "; kept as " + arrow);
        out.println("licence: " + card.license());
        out.println("use it: tgl run --data " + card.name() + " --model tgn");
    }
}
