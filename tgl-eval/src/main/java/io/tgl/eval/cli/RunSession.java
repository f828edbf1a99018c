package io.tgl.eval.cli;

import io.tgl.core.base.Provenance;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.negative.NegativeKind;
import io.tgl.eval.protocol.DyglibProtocol;
import io.tgl.eval.protocol.DyglibRun;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.record.TrainingRecord;
import io.tgl.eval.task.LinkTask;
import io.tgl.eval.train.RunControl;
import io.tgl.models.registry.ModelRegistry;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

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
        this.task = DyglibProtocol.task(dataset.events(), recipe.batchSize(), recipe.negatives(), compute.workers());
        dataset.incomparable().ifPresent(why -> err.println(dataset.name() + ", learned models: " + why));
        Interrupt.watch();
    }

    /** The data. */
    Dataset dataset() {
        return dataset;
    }

    /** The runs of a model with a seed: one, or one for each group of test negatives that wants settings of its own. */
    List<DyglibRun> plans(String model, int epochs, long seed) {
        List<DyglibRun> plans = new ArrayList<>();
        recipe.testsBySettings(model)
                .forEach((settings, kinds) -> plans.add(new DyglibRun(
                        dataset,
                        task.tested(kinds),
                        model,
                        settings,
                        recipe.training(epochs, seed),
                        recipe.command(model, settings, recipe.negatives().tested(kinds), epochs, seed))));
        return plans;
    }

    /** The first of these runs: the only one without presets. */
    DyglibRun plan(String model, int epochs, long seed) {
        return plans(model, epochs, seed).getFirst();
    }

    /** Name of a run's files: the model's, and its test negatives if they are not all that were asked for. */
    String fileName(DyglibRun plan) {
        List<NegativeKind> kinds = plan.task().negatives().test();
        return kinds.equals(recipe.negatives().test())
                ? plan.model()
                : plan.model() + "-" + kinds.stream().map(NegativeKind::label).collect(Collectors.joining("-"));
    }

    /** Runs it for as long as it takes. */
    DyglibRun.Outcome run(DyglibRun plan, Optional<RunFiles> files, boolean resume) {
        return run(plan, files, resume, Optional.empty());
    }

    /**
     * Runs it.
     *
     * @param files where its checkpoint and record go; empty = nowhere
     * @param resume whether to go on from the checkpoint if there is one
     * @param timeLimit of the training
     * @throws CancellationException if it was interrupted; a resumable checkpoint is left
     */
    DyglibRun.Outcome run(DyglibRun plan, Optional<RunFiles> files, boolean resume, Optional<Duration> timeLimit) {
        boolean trains = ModelRegistry.isLearned(plan.model());
        String name = fileName(plan) + ", seed " + plan.options().seed();
        try (ConsoleProgress progress = new ConsoleProgress(
                err, name, trains ? plan.options().epochs() : 0, plan.options().batchSize(), plan.task())) {
            RunControl control = RunControl.none()
                    .watchedBy(progress)
                    .interruptedBy(Interrupt::requested)
                    .limitedTo(timeLimit);
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

    /** The record of a run that is done already, to its end. */
    Optional<RunRecord> finished(DyglibRun plan, RunFiles files) {
        return finished(plan, files, Optional.empty());
    }

    /**
     * The record of a run that is done already: the same recipe and data, and this version of the library. A run that was
     * cut by its time is done if it was given as much as now.
     */
    Optional<RunRecord> finished(DyglibRun plan, RunFiles files, Optional<Duration> timeLimit) {
        if (!Files.isRegularFile(files.record())) {
            return Optional.empty();
        }
        RunRecord record = RunRecords.read(files.record());
        boolean cut = record.training().stop() == StopReason.TIME_LIMIT;
        String command =
                cut ? plan.endingAfter(record.training().stoppedEpoch()).command() : plan.command();
        boolean same = record.command().equals(command)
                && record.data().sha256().equals(dataset.sha256())
                && record.provenance()
                        .version()
                        .equals(Provenance.current("", 1).version());
        boolean enough = !cut
                || timeLimit
                        .filter(limit -> seconds(record) > limit.toMillis() * 1e-3)
                        .isPresent();
        return same && enough ? Optional.of(record) : Optional.empty();
    }

    private static double seconds(RunRecord record) {
        return record.training().curves().getOrDefault(TrainingRecord.SECONDS, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }
}
