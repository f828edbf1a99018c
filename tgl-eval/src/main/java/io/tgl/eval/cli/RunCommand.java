package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Compute;
import io.tgl.eval.protocol.DyglibRun;
import io.tgl.eval.protocol.RankingRun;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.train.RunResult;
import io.tgl.models.registry.ModelRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tgl run}: models on a data set. */
@Command(
        name = "run",
        description =
                "Trains and evaluates models on a data set (link prediction as DyGLib or as TGB does it) and writes a"
                        + " report.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl run --data uci --model edgebank,tgn --epochs 3",
            "  tgl run --data my.csv --columns src,dst,time --model tgn --epochs 10 --seed 1",
            "  tgl run --data uci --model tgn --epochs 100 --resume",
            "  tgl run --protocol tgb --data wikipedia --model tgb-tgn --epochs 5",
            "  tgl run --recipe same-bits --threads 1"
        })
final class RunCommand implements Callable<Integer> {
    private static final int EPOCHS = 3;

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            completionCandidates = NamedRecipe.Names.class,
            preprocessor = NamedRecipe.Unfold.class,
            description = {
                "Options that have a name: ${COMPLETION-CANDIDATES}. Options after it replace its own.",
                "same-bits, same-bits-2-layers: a small run whose scores have the same bits everywhere (tgl reproduce)."
            })
    private @Nullable String named;

    @Option(names = "--protocol", paramLabel = "NAME", description = "Evaluation recipe: dyglib (default) or tgb.")
    private String protocol = Protocols.DYGLIB;

    @Mixin
    private RecipeOptions recipe = new RecipeOptions();

    @Mixin
    private RankingOptions ranking = new RankingOptions();

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Epochs at most (default: ${DEFAULT-VALUE}; published: 100).")
    private int epochs = EPOCHS;

    @Option(names = "--seed", paramLabel = "N", description = "Seed (default: 0).")
    private long seed;

    @Option(names = "--resume", description = "Go on after the last finished epoch of an interrupted run.")
    private boolean resume;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private ComputeOptions computing = new ComputeOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<String> models = recipe.models();
        recipe.training(epochs, seed);
        models.forEach(model -> ModelRegistry.settings(model, recipe.settings(model)));
        Compute compute = computing.compute();
        Path folder = output.check(named == null ? DataNames.plain(recipe.data().name()) : named);
        if (Protocols.isRanking(protocol)) {
            return rank(models, compute, folder);
        }
        ranking.requireUnused(protocol);
        RunSession session = new RunSession(recipe, compute, spec.commandLine().getErr());
        OutputPlaces.makeFolder("--out", folder);
        List<RunRecord> records = new ArrayList<>();
        for (String model : models) {
            List<RunResult> results = new ArrayList<>();
            for (DyglibRun plan : session.plans(model, epochs, seed)) {
                RunFiles files = RunFiles.in(folder, session.fileName(plan), seed);
                DyglibRun.Outcome outcome = session.run(plan, Optional.of(files), resume, Optional.empty());
                records.add(outcome.record());
                results.add(outcome.result());
            }
            output.writeScores(model, models.size() == 1, results);
        }
        output.conclude(records, folder, spec.commandLine().getOut());
        return ExitCode.OK;
    }

    private int rank(List<String> models, Compute compute, Path folder) {
        if (output.wantsScores()) {
            throw InvalidInput.at("--scores", "no file under the protocol tgb", "one");
        }
        RankingSession session =
                new RankingSession(recipe, ranking, compute, spec.commandLine().getErr());
        OutputPlaces.makeFolder("--out", folder);
        List<RunRecord> records = new ArrayList<>();
        for (String model : models) {
            for (RankingRun plan : session.plans(model, epochs, seed)) {
                RunFiles files = RunFiles.in(folder, RankingSession.fileName(plan), seed);
                records.add(session.run(plan, Optional.of(files), resume, Optional.empty()));
            }
        }
        output.conclude(records, folder, spec.commandLine().getOut());
        return ExitCode.OK;
    }
}
