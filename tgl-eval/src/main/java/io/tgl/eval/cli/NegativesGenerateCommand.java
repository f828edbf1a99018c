package io.tgl.eval.cli;

import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.negative.NegativesFile;
import io.tgl.eval.negative.StoredNegatives;
import io.tgl.eval.negative.TgbNegatives;
import io.tgl.eval.protocol.TgbProtocol;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tgl negatives generate}. */
@Command(
        name = "generate",
        description = "Draws negatives of validation and test as the Temporal Graph Benchmark does and writes them.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl negatives generate --data wikipedia --out wikipedia-negatives.arrow",
            "  tgl negatives generate --data my.csv --strategy rnd --per-positive 100 --out negatives.arrow"
        })
final class NegativesGenerateCommand implements Callable<Integer> {
    @Mixin
    private DataOptions data = new DataOptions();

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            description = "hist_rnd (default: half from the source's past) or rnd.")
    private String strategy = TgbNegatives.HISTORICAL;

    @Option(
            names = "--per-positive",
            paramLabel = "N",
            description = "Negatives an event (default: as published for the data, else 20).")
    private @Nullable Integer perPositive;

    @Option(names = "--seed", paramLabel = "N", description = "NumPy's seed (default: ${DEFAULT-VALUE}, as published).")
    private int seed = TgbNegatives.PUBLISHED_SEED;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The Arrow file to write.")
    private Path out = Path.of("negatives.arrow");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        OutputPlaces.checkFile("--out", out);
        Dataset dataset = data.load();
        int count = perPositive == null ? TgbNegatives.published(DataNames.plain(dataset.name())) : perPositive;
        List<StoredNegatives> lists = TgbProtocol.generate(TgbProtocol.split(dataset.events()), strategy, count, seed);
        String label = TgbNegatives.label(strategy, count, seed);
        NegativesFile.write(out, new NegativesFile.Content(lists, label, dataset.name(), dataset.sha256()));
        NegativesFacts.print(spec.commandLine().getOut(), label, lists);
        return ExitCode.OK;
    }
}
