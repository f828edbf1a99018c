package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.protocol.Classification;
import io.tgl.eval.protocol.ClassificationRun;
import io.tgl.eval.protocol.DyglibRun;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import io.tgl.eval.train.ClassifierTrainer;
import io.tgl.eval.train.TrainedWeights;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.models.model.Encoder;
import io.tgl.models.model.Scorer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
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
            "Classifies from the embeddings of frozen link models, beside a baseline that knows plain facts of the past.",
            "nodes: the label of each event's source. edges: the sign of each event's weight."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl classify nodes --data wikipedia --model tgn --epochs 10 --seeds 3",
            "  tgl classify edges --data soc-sign-bitcoinotc.csv.zst --columns src,dst,weight,time --tick us --model tgn"
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
            description = "Epochs of the link model at most (default: ${DEFAULT-VALUE}; published: 100).")
    private int epochs = LINK_EPOCHS;

    @Option(
            names = "--classifier-epochs",
            paramLabel = "N",
            description = "Epochs of the classifier at most (default: ${DEFAULT-VALUE}, as published).")
    private int classifierEpochs = Classification.EPOCHS;

    @Option(names = "--seeds", paramLabel = "N", description = "Seeds 0 to N - 1 (default: ${DEFAULT-VALUE}).")
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
        recipe.training(epochs, 0);
        recipe.training(classifierEpochs, 0);
        Compute compute = computing.compute();
        Path folder =
                output.check(kind.title() + "-" + DataNames.plain(recipe.data().name()));
        PrintWriter err = spec.commandLine().getErr();
        Dataset data = kind.prepare(recipe.data().load());
        ClassificationRun run = new ClassificationRun(kind, data, recipe.batchSize(), compute);
        RunSession session = new RunSession(recipe, data, compute, err);
        models.forEach(model -> encoder(session.plan(model, epochs, 0), compute));
        OutputPlaces.makeFolder("--out", folder);
        List<RunRecord> records = new ArrayList<>();
        records.add(run.baseline(command(models.getFirst())));
        RunRecords.write(folder.resolve(kind.title() + "-baseline.json"), records.getFirst());
        for (String model : models) {
            for (int seed = 0; seed < seeds; seed++) {
                DyglibRun plan = session.plan(model, epochs, seed);
                RunRecord record = classified(session, run, plan, RunFiles.in(folder, model, seed), compute);
                records.add(record);
                RunRecords.write(folder.resolve(kind.title() + "-" + model + "-seed" + seed + ".json"), record);
            }
        }
        output.conclude(records, folder, spec.commandLine().getOut());
        return ExitCode.OK;
    }

    /** Trains the link model if its checkpoint is not there yet, then the classifier. */
    private RunRecord classified(
            RunSession session, ClassificationRun run, DyglibRun plan, RunFiles files, Compute compute) {
        if (session.finished(plan, files).isEmpty()) {
            session.run(plan, Optional.of(files), true);
        }
        Encoder encoder = encoder(plan, compute);
        TrainedWeights.load(files.checkpoint(), encoder);
        TrainingOptions options = new TrainingOptions(
                classifierEpochs,
                Classification.PATIENCE,
                recipe.batchSize(),
                plan.options().seed());
        ClassifierTrainer.Settings settings = new ClassifierTrainer.Settings(
                options, Classification.DROPOUT, Classification.LEARNING_RATE, kind.balanced());
        return run.model(
                new ClassificationRun.Frozen(encoder, plan.identity(), epochs, command(plan.model())),
                settings,
                (done, batches) -> {
                    if (Interrupt.requested()) {
                        throw new CancellationException("interrupted while embedding events");
                    }
                });
    }

    private static Encoder encoder(DyglibRun plan, Compute compute) {
        Scorer scorer = plan.build(compute);
        if (scorer instanceof Encoder encoder) {
            return encoder;
        }
        throw InvalidInput.at("--model", "a model that embeds nodes", plan.model());
    }

    private String command(String model) {
        List<String> words = new ArrayList<>(List.of("tgl", "classify", kind.title()));
        words.addAll(recipe.arguments(model));
        words.addAll(List.of("--epochs", Integer.toString(epochs), "--seeds", Integer.toString(seeds)));
        if (classifierEpochs != Classification.EPOCHS) {
            words.addAll(List.of("--classifier-epochs", Integer.toString(classifierEpochs)));
        }
        return ShellWords.join(words);
    }
}
