package io.tgl.eval.cli;

import io.tgl.core.base.Provenance;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.protocol.DyglibProtocol;
import io.tgl.eval.protocol.DyglibRun;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.task.LinkTask;
import io.tgl.eval.train.RunControl;
import io.tgl.models.registry.ModelRegistry;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Runs models of one recipe one after the other: progress, checkpoints, records, Ctrl-C. */
final class RunSession {
    private final RecipeOptions recipe;
    private final Compute compute;
    private final PrintWriter err;
    private final Dataset dataset;
    private final LinkTask task;

    /** Loads the data and prepares the task. */
    RunSession(RecipeOptions recipe, Compute compute, PrintWriter err) {
        this(recipe, recipe.data().load(), compute, err);
    }

    /** Prepares the task of these data. */
    RunSession(RecipeOptions recipe, Dataset dataset, Compute compute, PrintWriter err) {
        this.recipe = recipe;
        this.compute = compute;
        this.err = err;
        this.dataset = dataset;
        this.task = DyglibProtocol.task(dataset.events(), recipe.batchSize(), compute.workers());
        Interrupt.watch();
    }

    /** The data. */
    Dataset dataset() {
        return dataset;
    }

    /** The run of a model with a seed. */
    DyglibRun plan(String model, int epochs, long seed) {
        return new DyglibRun(
                dataset,
                task,
                model,
                recipe.settings(model),
                recipe.training(epochs, seed),
                recipe.command(model, epochs, seed));
    }

    /**
     * Runs it.
     *
     * @param files where its checkpoint and record go; empty = nowhere
     * @param resume whether to go on from the checkpoint if there is one
     * @throws CancellationException if it was interrupted; a resumable checkpoint is left
     */
    DyglibRun.Outcome run(DyglibRun plan, Optional<RunFiles> files, boolean resume) {
        boolean trains = ModelRegistry.isLearned(plan.model());
        String name = plan.model() + ", seed " + plan.options().seed();
        try (ConsoleProgress progress = new ConsoleProgress(
                err, name, trains ? plan.options().epochs() : 0, plan.options().batchSize(), task)) {
            RunControl control = RunControl.none().watchedBy(progress).interruptedBy(Interrupt::requested);
            if (trains && files.isPresent()) {
                control = control.checkpointAt(files.get().checkpoint(), resume);
            }
            DyglibRun.Outcome outcome = plan.run(compute, control, progress::peakHeapBytes);
            if (outcome.result().stop() == StopReason.INTERRUPTED) {
                throw new CancellationException(interrupted(name, outcome, files.map(RunFiles::checkpoint)));
            }
            files.ifPresent(f -> RunRecords.write(f.record(), outcome.record()));
            return outcome;
        }
    }

    private static String interrupted(String name, DyglibRun.Outcome outcome, Optional<Path> checkpoint) {
        int epochs = outcome.result().stoppedEpoch();
        String kept = epochs > 0 && checkpoint.isPresent()
                ? "; " + epochs + (epochs == 1 ? " epoch is" : " epochs are") + " kept in " + checkpoint.get()
                        + ", --resume goes on from there"
                : "; no epoch was finished";
        return "interrupted: " + name + kept;
    }

    /** The record of a run that is done already: the same recipe and data, and this version of the library. */
    Optional<RunRecord> finished(DyglibRun plan, RunFiles files) {
        if (!Files.isRegularFile(files.record())) {
            return Optional.empty();
        }
        RunRecord record = RunRecords.read(files.record());
        boolean same = record.command().equals(plan.command())
                && record.data().sha256().equals(dataset.sha256())
                && record.provenance()
                        .version()
                        .equals(Provenance.current("", 1).version());
        return same ? Optional.of(record) : Optional.empty();
    }
}
