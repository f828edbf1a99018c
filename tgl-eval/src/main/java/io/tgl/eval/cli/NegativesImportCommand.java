package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.NodeIndex;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.negative.NegativesFile;
import io.tgl.eval.negative.NegativesImport;
import io.tgl.eval.negative.StoredNegatives;
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

/** {@code tgl negatives import}. */
@Command(
        name = "import",
        description = {
            "Reads negatives from NumPy arrays (.npz) or from the two pickles of the Temporal Graph Benchmark, checks them"
                    + " against the data and writes them as an Arrow file.",
            "Of a pickle only dictionaries, tuples, numbers and arrays are read; a file that asks for anything else is"
                    + " refused."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl negatives import --data wikipedia --validation tgbl-wiki_val_ns_v2.pkl \\",
            "      --test tgbl-wiki_test_ns_v2.pkl --label hist_rnd --out negatives.arrow",
            "  tgl negatives import --data wikipedia --archive negatives.npz --out negatives.arrow"
        })
final class NegativesImportCommand implements Callable<Integer> {
    @Mixin
    private DataOptions data = new DataOptions();

    @Option(names = "--archive", paramLabel = "FILE", description = "An archive as tgl negatives export writes it.")
    private @Nullable Path archive;

    @Option(names = "--validation", paramLabel = "FILE", description = "Pickle of the validation negatives.")
    private @Nullable Path validation;

    @Option(names = "--test", paramLabel = "FILE", description = "Pickle of the test negatives.")
    private @Nullable Path test;

    @Option(
            names = "--label",
            paramLabel = "TEXT",
            description = "How the negatives were made, for reports (default: imported).")
    private String label = "imported";

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The Arrow file to write.")
    private Path out = Path.of("negatives.arrow");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        OutputPlaces.checkFile("--out", out);
        Dataset dataset = data.load();
        if (dataset.nodes().isText()) {
            throw InvalidInput.at("--data " + dataset.name(), "node ids that are numbers", "texts");
        }
        List<StoredNegatives> lists = read(dataset.nodes());
        NegativesVerifyCommand.requireAll("imported negatives", TgbProtocol.split(dataset.events()), lists);
        NegativesFile.write(out, new NegativesFile.Content(lists, label, dataset.name(), dataset.sha256()));
        NegativesFacts.print(spec.commandLine().getOut(), label, lists);
        return ExitCode.OK;
    }

    private List<StoredNegatives> read(NodeIndex nodes) {
        if (archive != null && validation == null && test == null) {
            return NegativesImport.archive(archive, nodes);
        }
        if (archive == null && validation != null && test != null) {
            return List.of(
                    NegativesImport.pickle(validation, StoredNegatives.VALIDATION, nodes),
                    NegativesImport.pickle(test, StoredNegatives.TEST, nodes));
        }
        throw InvalidInput.at(
                "what to import", "either --archive or both --validation and --test", "another choice of options");
    }
}
