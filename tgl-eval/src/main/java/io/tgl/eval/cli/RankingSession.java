package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.Provenance;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.protocol.RankingRun;
import io.tgl.eval.protocol.TgbProtocol;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.split.ChronologicalSplit;
import io.tgl.eval.task.RankingTask;
import io.tgl.eval.train.RankingTrainer;
import io.tgl.eval.train.Resumption;
import io.tgl.models.registry.ModelRegistry;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Runs models of one recipe under the link-ranking protocol: progress, records, Ctrl-C. */
final class RankingSession {
    private static final String EDGE_BANK = "edgebank";
    private static final String MEMORY = "memory";
    private static final String WINDOW = "window";
    private static final String SLIDING = "sliding_window";

    private final RecipeOptions recipe;
    private final RankingOptions ranking;
    private final Compute compute;
    private final PrintWriter err;
    private final Dataset dataset;
    private final RankingTask task;
    private final String label;

    /** Loads the data and prepares the task. */
    RankingSession(RecipeOptions recipe, RankingOptions ranking, Compute compute, PrintWriter err) {
        this.recipe = recipe;
        this.ranking = ranking;
        this.compute = compute;
        this.err = err;
        this.dataset = recipe.data().load();
        ChronologicalSplit split = TgbProtocol.split(dataset.events());
        RankingOptions.Chosen negatives = ranking.choose(dataset, split);
        this.task = ranking.apply(TgbProtocol.task(split, recipe.batchSize(), negatives.lists()));
        this.label = negatives.label();
        dataset.incomparable().ifPresent(why -> err.println(dataset.name() + ", learned models: " + why));
        Interrupt.watch();
    }

    /** The data. */
    Dataset dataset() {
        return dataset;
    }

    /** The runs of a model with a seed: one, or EdgeBank's two published modes. */
    List<RankingRun> plans(String model, int epochs, long seed) {
        Map<String, String> settings = new LinkedHashMap<>(recipe.settings(model));
        List<RankingRun> plans = new ArrayList<>();
        boolean bothModes = model.equals(EDGE_BANK) && settings.isEmpty();
        if (SLIDING.equals(settings.get(MEMORY)) && !settings.containsKey(WINDOW)) {
            settings.put(WINDOW, window());
        }
        plans.add(plan(model, settings, epochs, seed));
        if (bothModes) {
            plans.add(plan(model, Map.of(MEMORY, SLIDING, WINDOW, window()), epochs, seed));
        }
        return plans;
    }

    private String window() {
        return Double.toString(TgbProtocol.edgeBankWindow(task));
    }

    private RankingRun plan(String model, Map<String, String> settings, int epochs, long seed) {
        return new RankingRun(
                dataset,
                task,
                label,
                model,
                settings,
                recipe.training(epochs, TgbProtocol.PATIENCE, seed),
                recipe.rankingCommand(model, settings, ranking, epochs, seed));
    }

    /** Name of a run's files. */
    static String fileName(RankingRun plan) {
        String mode = plan.settings().get(MEMORY);
        return mode == null ? plan.model() : plan.model() + "-" + mode;
    }

    /** The record of a run that is done already: the same recipe and data, and this version of the library. */
    Optional<RunRecord> finished(RankingRun plan, RunFiles files) {
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

    /**
     * Runs it.
     *
     * @param files where its checkpoint and record go; empty = nowhere
     * @param resume whether to go on from the checkpoint if there is one
     * @throws CancellationException if it was interrupted; a resumable checkpoint is left
     */
    RunRecord run(RankingRun plan, Optional<RunFiles> files, boolean resume, Optional<Duration> timeLimit) {
        int epochs = ModelRegistry.isLearned(plan.model()) ? plan.options().epochs() : 0;
        String name = fileName(plan) + ", seed " + plan.options().seed();
        RankingProgress progress = new RankingProgress(
                err, name, epochs, plan.task(), plan.options().batchSize());
        Resumption resumption = files.filter(_ -> epochs > 0)
                .map(f -> new Resumption(Optional.of(f.checkpoint()), resume, Map.of()))
                .orElse(Resumption.NONE);
        RankingTrainer.Watch watch = new RankingTrainer.Watch(progress, Interrupt::requested, timeLimit, resumption);
        RunRecord record = plan.run(compute, watch, progress::peakHeapBytes);
        if (record.training().stop() == StopReason.INTERRUPTED) {
            String kept = progress.finishedEpochs() > 0 && files.isPresent()
                    ? "; the epochs up to " + progress.finishedEpochs() + " are kept in "
                            + files.get().checkpoint() + ", --resume goes on from there"
                    : "; no epoch was finished";
            throw new CancellationException("interrupted: " + name + kept);
        }
        files.ifPresent(f -> RunRecords.write(f.record(), record));
        return record;
    }

    /** The run that a recorded command names. */
    RankingRun only(String model, int epochs, long seed) {
        Map<String, String> settings = recipe.settings(model);
        if (SLIDING.equals(settings.get(MEMORY)) && !settings.containsKey(WINDOW)) {
            throw InvalidInput.at("recorded command", "the window of the sliding memory", settings);
        }
        return plan(model, settings, epochs, seed);
    }
}
