package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.ArrowEventWriter;
import io.tgl.core.io.ArrowWriteOptions;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.datasets.catalog.DatasetCard;
import io.tgl.datasets.catalog.DatasetStore;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.datasets.catalog.ReadDataset;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tgl data convert}: from a data set's own format to Arrow. */
@Command(
        name = "convert",
        description = {
            "Makes Arrow files of data sets: in the cache, where they are found from then on, or in a file for others.",
            "The one in the cache is made anew when its source, the catalog or this program changes."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  tgl data convert as-733", "  tgl data convert uci --out uci.arrow --compress zstd"})
final class DataConvertCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Data sets of the catalog (tgl data list).")
    private List<String> names = List.of();

    @Option(names = "--out", paramLabel = "FILE", description = "Write one data set there, with its own node ids.")
    private @Nullable Path out;

    @Option(names = "--compress", paramLabel = "HOW", description = "With --out: none (default), zstd or lz4.")
    private ArrowWriteOptions.Compression compression = ArrowWriteOptions.Compression.NONE;

    @Option(names = "--force", description = "Take data whose counts differ from the published ones, and say so.")
    private boolean force;

    @Mixin
    private StoreOptions places = new StoreOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<DatasetCard> cards = names.stream().map(Datasets::card).toList();
        if (out != null) {
            if (cards.size() > 1) {
                throw InvalidInput.at("--out", "one data set", cards.size());
            }
            OutputPlaces.checkFile("--out", out);
        }
        DatasetStore store = places.store();
        PrintWriter print = spec.commandLine().getOut();
        for (DatasetCard card : cards) {
            spec.commandLine().getErr().println("reading and counting " + card.name());
            Path file = Datasets.isShipped(card) && !store.has(card)
                    ? shipped(card)
                    : converted(store.read(card, force), store, print);
            print.println(card.name() + ": " + file);
        }
        return ExitCode.OK;
    }

    private Path shipped(DatasetCard card) {
        if (out == null) {
            throw InvalidInput.at("data convert", "--out FILE for a data set that is shipped as Arrow", card.name());
        }
        return export(Datasets.load(card.name()), out);
    }

    private Path converted(ReadDataset read, DatasetStore store, PrintWriter print) {
        read.notes().forEach(note -> print.println("  " + note));
        return out == null ? store.convert(read) : export(read.dataset(), out);
    }

    private Path export(Dataset dataset, Path file) {
        ArrowEventWriter.write(
                file,
                dataset.events(),
                dataset.nodes(),
                ArrowWriteOptions.USUAL
                        .withCompression(compression)
                        .withMetadata(Map.of(
                                "source", dataset.source(),
                                "license", dataset.license(),
                                "citation", dataset.citation())));
        return file;
    }
}
