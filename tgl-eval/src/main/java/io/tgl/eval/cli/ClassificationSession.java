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
import io.tgl.models.model.TrainableScorer;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Runs of one classification: of a model trained for it, or of a link model, trained or taken from its checkpoint, with a
 * classifier on top.
 */
final class ClassificationSession {
    private final Classification kind;
    private final RecipeOptions recipe;
    private final int epochs;
    private final int classifierEpochs;
    private final boolean frozen;
    private final Compute compute;
    private final Dataset dataset;
    private final ClassificationRun run;
    private final RunSession links;

    /**
     * Loads the data and prepares both tasks.
     *
     * @param epochs of the link model at most
     * @param classifierEpochs of the classifier on a frozen model at most
     * @param frozen whether edges too are classified from the embeddings of a frozen link model
     */
    ClassificationSession(
            Classification kind,
            RecipeOptions recipe,
            int epochs,
            int classifierEpochs,
            boolean frozen,
            Compute compute,
            PrintWriter err) {
        this.kind = kind;
        this.recipe = recipe;
        this.epochs = epochs;
        this.classifierEpochs = classifierEpochs;
        this.frozen = frozen || kind == Classification.NODES;
        this.compute = compute;
        this.dataset = kind.prepare(recipe.data().load());
        this.run = new ClassificationRun(kind, dataset, recipe.batchSize(), compute);
        this.links = new RunSession(recipe, dataset, compute, err);
        for (String model : recipe.models()) {
            DyglibRun plan = links.plan(model, epochs, 0);
            Scorer checked = this.frozen ? encoder(plan) : trainable(plan);
            checked.reset();
        }
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
        return frozen ? onFrozen(plan, files) : whole(plan);
    }

    private RunRecord whole(DyglibRun plan) {
        ClassificationRun.Whole model = new ClassificationRun.Whole(
                trainable(plan),
                plan.identity(),
                command(plan.model(), plan.options().seed()));
        return run.model(model, plan.options(), Interrupt::requested);
    }

    private RunRecord onFrozen(DyglibRun plan, RunFiles files) {
        long seed = plan.options().seed();
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
                new ClassificationRun.Frozen(encoder, plan.identity(), epochs, command(plan.model(), seed)),
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

    private TrainableScorer trainable(DyglibRun plan) {
        if (plan.build(compute) instanceof TrainableScorer scorer) {
            return scorer;
        }
        throw InvalidInput.at("--model", "a model that learns", plan.model());
    }

    private String command(String model, long seed) {
        List<String> words = new ArrayList<>(List.of("tgl", "classify", kind.title()));
        words.addAll(recipe.arguments(model));
        words.addAll(List.of("--epochs", Integer.toString(epochs), "--seed", Long.toString(seed)));
        if (frozen && kind == Classification.EDGES) {
            words.add("--frozen");
        }
        if (frozen && classifierEpochs != Classification.EPOCHS) {
            words.addAll(List.of("--classifier-epochs", Integer.toString(classifierEpochs)));
        }
        return ShellWords.join(words);
    }
}
