package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Compute;
import io.tgl.eval.protocol.Classification;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tgl classify}: classes of nodes or edges from the embeddings of link models. */
@Command(
        name = "classify",
        description = {
            "Classifies events before they are observed, beside a baseline that knows plain facts of the past.",
            "nodes: the label of each event's source, by a classifier on its embedding by a frozen link model.",
            "edges: the sign of each event's weight, by a model trained for it."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl classify nodes --data wikipedia --model tgn --epochs 10 --seeds 3",
            "  tgl classify edges --data bitcoin-otc --model tgn"
        })
final class ClassifyCommand implements Callable<Integer> {
    private static final int LINK_EPOCHS = 10;

    @Parameters(paramLabel = "nodes|edges", description = "What is classified.")
    private Classification kind = Classification.NODES;

    @Mixin
    private RecipeOptions recipe = new RecipeOptions();

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Epochs of the model at most (default: ${DEFAULT-VALUE}; published: 100).")
    private int epochs = LINK_EPOCHS;

    @Option(
            names = "--classifier-epochs",
            paramLabel = "N",
            description =
                    "Epochs of the classifier on a frozen model at most (default: ${DEFAULT-VALUE}, as published).")
    private int classifierEpochs = Classification.EPOCHS;

    @Option(
            names = "--frozen",
            description = "Edges too by a classifier on the embeddings of both ends by a frozen link model.")
    private boolean frozen;

    @Option(names = "--seed", paramLabel = "N", description = "The first seed (default: 0).")
    private long seed;

    @Option(names = "--seeds", paramLabel = "N", description = "So many seeds from it on (default: ${DEFAULT-VALUE}).")
    private int seeds = 1;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private ComputeOptions computing = new ComputeOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw InvalidInput.at("--seeds", "at least 1", seeds);
        }
        List<String> models = recipe.models();
        recipe.training(epochs, seed);
        recipe.training(classifierEpochs, seed);
        Compute compute = computing.compute();
        Path folder =
                output.check(kind.title() + "-" + DataNames.plain(recipe.data().name()));
        ClassificationSession session = new ClassificationSession(
                kind,
                recipe,
                epochs,
                classifierEpochs,
                frozen,
                compute,
                spec.commandLine().getErr());
        OutputPlaces.makeFolder("--out", folder);
        List<RunRecord> records = new ArrayList<>();
        records.add(session.baseline());
        RunRecords.write(folder.resolve(kind.title() + "-baseline.json"), records.getFirst());
        for (String model : models) {
            for (long s = seed; s < seed + seeds; s++) {
                RunRecord record = session.model(model, s, RunFiles.in(folder, model, s));
                records.add(record);
                RunRecords.write(folder.resolve(kind.title() + "-" + model + "-seed" + s + ".json"), record);
            }
        }
        output.conclude(records, folder, spec.commandLine().getOut());
        return ExitCode.OK;
    }
}
