package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Compute;
import io.tgl.eval.protocol.DyglibProtocol;
import io.tgl.eval.protocol.DyglibRun;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.train.RunResult;
import io.tgl.models.registry.ModelRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tgl benchmark}: a published protocol in full. */
@Command(
        name = "benchmark",
        description =
                "Runs a published protocol in full: every model with every seed, early stopping; a grid that goes on"
                        + " where it stopped when it is called again.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl benchmark --protocol dyglib --data uci --model tgn,edgebank --seeds 5",
            "  tgl benchmark --data uci --model tgn --seeds 3 --json figures.json"
        })
final class BenchmarkCommand implements Callable<Integer> {
    private static final int SEEDS = 5;

    @Option(names = "--protocol", paramLabel = "NAME", description = "Evaluation recipe: dyglib (default).")
    private String protocol = "dyglib";

    @Mixin
    private RecipeOptions recipe = new RecipeOptions();

    @Option(names = "--seeds", paramLabel = "N", description = "Seeds 0 to N - 1 (default: ${DEFAULT-VALUE}).")
    private int seeds = SEEDS;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Epochs at most (default: ${DEFAULT-VALUE}, as published).")
    private int epochs = DyglibProtocol.EPOCHS;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private ComputeOptions computing = new ComputeOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (!protocol.equals("dyglib")) {
            throw InvalidInput.at("--protocol", "dyglib", protocol);
        }
        if (seeds < 1) {
            throw InvalidInput.at("--seeds", "at least 1", seeds);
        }
        List<String> models = recipe.models();
        recipe.training(epochs, 0);
        models.forEach(model -> ModelRegistry.settings(model, recipe.settings(model)));
        Compute compute = computing.compute();
        Path folder =
                output.check(protocol + "-" + DataNames.plain(recipe.data().name()));
        RunSession session = new RunSession(recipe, compute, spec.commandLine().getErr());
        OutputPlaces.makeFolder("--out", folder);
        List<RunRecord> records = new ArrayList<>();
        for (String model : models) {
            List<RunResult> results = new ArrayList<>();
            for (int seed = 0; seed < seeds; seed++) {
                RunFiles files = RunFiles.in(folder, model, seed);
                records.add(record(session, session.plan(model, epochs, seed), files, results));
            }
            output.writeScores(model, models.size() == 1, results);
        }
        output.conclude(records, folder, spec.commandLine().getOut());
        return ExitCode.OK;
    }

    private RunRecord record(RunSession session, DyglibRun plan, RunFiles files, List<RunResult> results) {
        Optional<RunRecord> finished = output.wantsScores() ? Optional.empty() : session.finished(plan, files);
        if (finished.isPresent()) {
            RunRecord done = finished.get();
            String commit = done.provenance().commit();
            spec.commandLine()
                    .getErr()
                    .println(done.label() + ": done already by commit " + commit + ", " + files.record());
            return done;
        }
        DyglibRun.Outcome outcome = session.run(plan, Optional.of(files), true);
        results.add(outcome.result());
        return outcome.record();
    }
}
