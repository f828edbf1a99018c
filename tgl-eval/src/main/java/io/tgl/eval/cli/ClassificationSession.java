package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.protocol.Classification;
import io.tgl.eval.protocol.ClassificationRun;
import io.tgl.eval.protocol.DyglibRun;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.train.ClassifierTrainer;
import io.tgl.eval.train.TrainedWeights;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.models.model.Encoder;
import io.tgl.models.model.Scorer;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Runs of one classification: a link model, trained or taken from its checkpoint, and a classifier on top. */
final class ClassificationSession {
    private final Classification kind;
    private final RecipeOptions recipe;
    private final int epochs;
    private final int classifierEpochs;
    private final Compute compute;
    private final Dataset dataset;
    private final ClassificationRun run;
    private final RunSession links;

    /**
     * Loads the data and prepares both tasks.
     *
     * @param epochs of the link model at most
     * @param classifierEpochs of the classifier at most
     */
    ClassificationSession(
            Classification kind,
            RecipeOptions recipe,
            int epochs,
            int classifierEpochs,
            Compute compute,
            PrintWriter err) {
        this.kind = kind;
        this.recipe = recipe;
        this.epochs = epochs;
        this.classifierEpochs = classifierEpochs;
        this.compute = compute;
        this.dataset = kind.prepare(recipe.data().load());
        this.run = new ClassificationRun(kind, dataset, recipe.batchSize(), compute);
        this.links = new RunSession(recipe, dataset, compute, err);
        recipe.models().forEach(model -> encoder(links.plan(model, epochs, 0)));
    }

    /** The data. */
    Dataset dataset() {
        return dataset;
    }

    /** What stands beside the models. */
    RunRecord baseline() {
        return run.baseline(command(recipe.models().getFirst(), 0));
    }

    /** A model with a seed; its link model is trained unless its record and checkpoint are there. */
    RunRecord model(String model, long seed, RunFiles files) {
        DyglibRun plan = links.plan(model, epochs, seed);
        if (links.finished(plan, files).isEmpty()) {
            links.run(plan, Optional.of(files), true);
        }
        Encoder encoder = encoder(plan);
        TrainedWeights.load(files.checkpoint(), encoder);
        TrainingOptions options =
                new TrainingOptions(classifierEpochs, Classification.PATIENCE, recipe.batchSize(), seed);
        ClassifierTrainer.Settings settings = new ClassifierTrainer.Settings(
                options, Classification.DROPOUT, Classification.LEARNING_RATE, kind.balanced());
        return run.model(
                new ClassificationRun.Frozen(encoder, plan.identity(), epochs, command(model, seed)),
                settings,
                (done, batches) -> {
                    if (Interrupt.requested()) {
                        throw new CancellationException("interrupted while embedding events");
                    }
                });
    }

    private Encoder encoder(DyglibRun plan) {
        Scorer scorer = plan.build(compute);
        if (scorer instanceof Encoder encoder) {
            return encoder;
        }
        throw InvalidInput.at("--model", "a model that embeds nodes", plan.model());
    }

    private String command(String model, long seed) {
        List<String> words = new ArrayList<>(List.of("tgl", "classify", kind.title()));
        words.addAll(recipe.arguments(model));
        words.addAll(List.of("--epochs", Integer.toString(epochs), "--seed", Long.toString(seed)));
        if (classifierEpochs != Classification.EPOCHS) {
            words.addAll(List.of("--classifier-epochs", Integer.toString(classifierEpochs)));
        }
        return ShellWords.join(words);
    }
}
