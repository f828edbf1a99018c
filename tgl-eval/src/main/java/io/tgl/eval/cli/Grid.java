package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Compute;
import io.tgl.eval.protocol.DyglibRun;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.ScoredMetrics;
import io.tgl.eval.report.TestBatches;
import io.tgl.eval.task.EvaluationSet;
import io.tgl.eval.train.RunRecording;
import io.tgl.eval.train.RunResult;
import io.tgl.models.registry.ModelRegistry;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The runs of a benchmark, data set by data set. What is done already is taken over, what was interrupted goes on, what
 * fails is told and does not keep the others from running. A run's test scores are kept beside its record.
 */
final class Grid {
    private final int epochs;
    private final int seeds;
    private final Optional<Duration> timeLimit;
    private final OutputOptions output;
    private final PrintWriter err;
    private final List<RunRecord> records = new ArrayList<>();
    private final List<TestBatches> testBatches = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    Grid(int epochs, int seeds, Optional<Duration> timeLimit, OutputOptions output, PrintWriter err) {
        this.epochs = epochs;
        this.seeds = seeds;
        this.timeLimit = timeLimit;
        this.output = output;
        this.err = err;
    }

    /** The same, but data that cannot be had are told and do not keep other data from being used. */
    void runOrTell(RecipeOptions recipe, Compute compute, Path folder) {
        try {
            run(recipe, compute, folder);
        } catch (InvalidInput e) {
            err.println(e.getMessage());
            failures.add(String.valueOf(e.getMessage()));
        }
    }

    /** Runs every model with every seed on the recipe's data. */
    void run(RecipeOptions recipe, Compute compute, Path folder) {
        RunSession session = new RunSession(recipe, compute, err);
        OutputPlaces.makeFolder("--out", folder);
        for (String model : recipe.models()) {
            List<RunResult> results = new ArrayList<>();
            // Without anything to train no draw depends on the seed: one run stands for all.
            int distinct = ModelRegistry.isLearned(model) ? seeds : 1;
            for (int seed = 0; seed < distinct; seed++) {
                for (DyglibRun plan : session.plans(model, epochs, seed)) {
                    runOrTell(session, plan, RunFiles.in(folder, session.fileName(plan), seed), results);
                }
            }
            output.writeScores(model, recipe.models().size() == 1, results);
        }
    }

    private void runOrTell(RunSession session, DyglibRun plan, RunFiles files, List<RunResult> results) {
        try {
            RunRecord record = record(session, plan, files, results);
            records.add(record);
            addTestBatches(record, files.scores());
        } catch (InvalidInput | ArithmeticException | OutOfMemoryError e) {
            String what = plan.model() + " on " + plan.dataset().name() + ", seed "
                    + plan.options().seed() + ": " + e.getMessage();
            err.println(what);
            failures.add(what);
        }
    }

    private RunRecord record(RunSession session, DyglibRun plan, RunFiles files, List<RunResult> results) {
        Optional<RunRecord> finished = output.wantsScores() || !Files.isRegularFile(files.scores())
                ? Optional.empty()
                : session.finished(plan, files, timeLimit);
        if (finished.isPresent()) {
            RunRecord done = finished.get();
            err.println(done.label() + ": done already by commit "
                    + done.provenance().commit() + ", " + files.record());
            return done;
        }
        DyglibRun.Outcome outcome = session.run(plan, Optional.of(files), true, timeLimit);
        RunRecording.writeScores(files.scores(), List.of(outcome.result()), EvaluationSet::isTest);
        if (output.wantsScores()) {
            results.add(outcome.result());
        }
        return outcome.record();
    }

    private void addTestBatches(RunRecord record, Path scores) {
        int batchSize = record.protocol().batchSize();
        ScoredMetrics.batchAveragePrecisions(scores, batchSize)
                .forEach((split, values) -> testBatches.add(new TestBatches(record, split, values)));
    }

    /** The records of all runs that were finished, in order. */
    List<RunRecord> records() {
        return records;
    }

    /** Average precisions of the test batches of these runs. */
    List<TestBatches> testBatches() {
        return testBatches;
    }

    /** What failed and why. */
    List<String> failures() {
        return failures;
    }
}
