package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Compute;
import io.tgl.eval.protocol.RankingRun;
import io.tgl.eval.record.RunRecord;
import io.tgl.models.registry.ModelRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ranking runs of a benchmark. What is done already is taken over; what fails does not keep the others from running. */
final class RankingGrid {
    private final int epochs;
    private final int seeds;
    private final Optional<Duration> timeLimit;
    private final PrintWriter err;
    private final List<RunRecord> records = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    RankingGrid(int epochs, int seeds, Optional<Duration> timeLimit, PrintWriter err) {
        this.epochs = epochs;
        this.seeds = seeds;
        this.timeLimit = timeLimit;
        this.err = err;
    }

    /** Runs every model with every seed on the recipe's data. */
    void run(RecipeOptions recipe, RankingOptions ranking, Compute compute, Path folder) {
        RankingSession session = new RankingSession(recipe, ranking, compute, err);
        OutputPlaces.makeFolder("--out", folder);
        for (String model : recipe.models()) {
            // Without anything to train no draw depends on the seed: one run stands for all.
            int distinct = ModelRegistry.isLearned(model) ? seeds : 1;
            for (int seed = 0; seed < distinct; seed++) {
                for (RankingRun plan : session.plans(model, epochs, seed)) {
                    runOrTell(session, plan, RunFiles.in(folder, RankingSession.fileName(plan), seed));
                }
            }
        }
    }

    private void runOrTell(RankingSession session, RankingRun plan, RunFiles files) {
        try {
            Optional<RunRecord> done = session.finished(plan, files);
            done.ifPresent(record -> err.println(record.label() + ": done already by commit "
                    + record.provenance().commit() + ", " + files.record()));
            records.add(done.isPresent() ? done.get() : session.run(plan, Optional.of(files), true, timeLimit));
        } catch (InvalidInput | ArithmeticException | OutOfMemoryError e) {
            String what = plan.model() + " on " + plan.dataset().name() + ", seed "
                    + plan.options().seed() + ": " + e.getMessage();
            err.println(what);
            failures.add(what);
        }
    }

    /** The records of all runs that were finished, in order. */
    List<RunRecord> records() {
        return records;
    }

    /** What failed and why. */
    List<String> failures() {
        return failures;
    }
}
