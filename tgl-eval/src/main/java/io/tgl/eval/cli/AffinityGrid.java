package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Compute;
import io.tgl.eval.protocol.AffinityRun;
import io.tgl.eval.record.RunRecord;
import io.tgl.models.registry.AffinityModels;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The affinity runs of a command, seed by seed, so that every model has its first seed early. What is done already is taken
 * over, what was interrupted goes on, what fails is told and does not keep the others from running.
 */
final class AffinityGrid {
    private final List<Long> seeds;
    private final PrintWriter err;
    private final List<RunRecord> records = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    AffinityGrid(List<Long> seeds, PrintWriter err) {
        this.seeds = seeds;
        this.err = err;
    }

    /** Runs every model with every seed on the data of the options. */
    void run(AffinityOptions options, Compute compute, Path folder) {
        AffinitySession session = new AffinitySession(options, compute, err);
        OutputPlaces.makeFolder("--out", folder);
        for (long seed : seeds) {
            for (String model : options.models()) {
                // Without anything to train no draw depends on the seed: one run stands for all.
                if (AffinityModels.isLearned(model) || seed == seeds.getFirst()) {
                    runOrTell(session, session.plan(model, seed), RunFiles.in(folder, model, seed));
                }
            }
        }
    }

    private void runOrTell(AffinitySession session, AffinityRun plan, RunFiles files) {
        try {
            Optional<RunRecord> done = session.finished(plan, files);
            done.ifPresent(record -> err.println(record.label() + ": done already by commit "
                    + record.provenance().commit() + ", " + files.record()));
            records.add(done.isPresent() ? done.get() : session.run(plan, Optional.of(files)));
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
