package io.tgl.eval.cli;

import io.tgl.core.base.Provenance;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.protocol.AffinityRun;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import io.tgl.eval.task.AffinityTask;
import io.tgl.eval.train.AffinityTrainer.Watch;
import io.tgl.eval.train.Resumption;
import io.tgl.models.registry.AffinityModels;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Runs models of node affinity on one data set: progress, checkpoints, records, Ctrl-C. */
final class AffinitySession {
    private final AffinityOptions options;
    private final Compute compute;
    private final PrintWriter err;
    private final Dataset dataset;
    private final AffinityTask task;

    /** Loads the data and derives the labels. */
    AffinitySession(AffinityOptions options, Compute compute, PrintWriter err) {
        this.options = options;
        this.compute = compute;
        this.err = err;
        this.dataset = options.data().load();
        this.task = options.task(dataset);
        Interrupt.watch();
    }

    /** The data. */
    Dataset dataset() {
        return dataset;
    }

    /** The run of a model with a seed. */
    AffinityRun plan(String model, long seed) {
        return new AffinityRun(
                dataset,
                task,
                options.labelSource(),
                model,
                options.settings(model),
                options.training(seed),
                options.command(model, seed));
    }

    /** The record of a run that is done already: the same recipe and data, and this version of the library. */
    Optional<RunRecord> finished(AffinityRun plan, RunFiles files) {
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
     * Runs it; goes on from its checkpoint if there is one.
     *
     * @param files where its checkpoint and record go; empty = nowhere
     * @throws CancellationException if it was interrupted; a checkpoint is left
     */
    RunRecord run(AffinityRun plan, Optional<RunFiles> files) {
        boolean trains = AffinityModels.isLearned(plan.model());
        String name = plan.model() + " on " + dataset.name() + ", seed "
                + plan.options().seed();
        AffinityProgress progress =
                new AffinityProgress(err, name, trains ? plan.options().epochs() : 0);
        Resumption resumption = files.filter(_ -> trains)
                .map(f -> new Resumption(Optional.of(f.checkpoint()), true, Map.of()))
                .orElse(Resumption.NONE);
        try {
            RunRecord record = plan.run(compute, new Watch(progress, Interrupt::requested, resumption));
            files.ifPresent(f -> RunRecords.write(f.record(), record));
            return record;
        } catch (CancellationException e) {
            String kept = progress.finished() > 0 && files.isPresent()
                    ? "; the epochs up to " + progress.finished() + " are kept in "
                            + files.get().checkpoint() + ", the same command goes on from there"
                    : "; no epoch was finished";
            CancellationException told = new CancellationException("interrupted: " + name + kept);
            told.initCause(e);
            throw told;
        }
    }
}
