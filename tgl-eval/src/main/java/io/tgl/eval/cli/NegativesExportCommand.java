package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.negative.NegativesFile;
import io.tgl.eval.negative.NegativesImport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tgl negatives export}. */
@Command(
        name = "export",
        description = "Writes stored negatives as NumPy arrays, with the node ids that the data have outside.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = "  tgl negatives export wikipedia-negatives.arrow --data wikipedia --out negatives.npz")
final class NegativesExportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "Stored negatives (Arrow).")
    private Path file = Path.of("");

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The archive to write (.npz).")
    private Path out = Path.of("negatives.npz");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        OutputPlaces.checkFile("--out", out);
        Dataset dataset = data.load();
        if (dataset.nodes().isText()) {
            throw InvalidInput.at("--data " + dataset.name(), "node ids that are numbers", "texts");
        }
        NegativesFile.Content content =
                NegativesFile.read(file, dataset.events().nodeCount());
        content.requireData(file.toString(), dataset.sha256());
        NegativesImport.write(out, content.lists(), dataset.nodes());
        NegativesFacts.print(spec.commandLine().getOut(), content.label(), content.lists());
        return ExitCode.OK;
    }
}
