package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Compute;
import io.tgl.eval.protocol.DyglibProtocol;
import io.tgl.eval.protocol.TgbProtocol;
import io.tgl.models.registry.ModelRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tgl benchmark}: a published protocol in full. */
@Command(
        name = "benchmark",
        description =
                "Runs a published protocol in full: every model with its published settings on every data set with every"
                        + " seed, early stopping; a grid that goes on where it stopped when it is called again.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl benchmark --protocol dyglib --data uci --model tgn,edgebank --seeds 5",
            "  tgl benchmark --data uci,enron --model all --seeds 2 --time-limit 30m",
            "  tgl benchmark --data uci --model edgebank --eval-negatives random,historical,inductive",
            "  tgl benchmark --data uci --model tgn --seeds 3 --json figures.json",
            "  tgl benchmark --protocol tgb --data wikipedia --model edgebank,tgb-tgn --seeds 3"
        })
final class BenchmarkCommand implements Callable<Integer> {
    private static final int SEEDS = 5;
    private static final String PUBLISHED = Protocols.DYGLIB;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description = {
                "Evaluation recipe: dyglib (default; a drawn negative an event, AP and AUC)",
                "or tgb (each event against stored negatives, MRR and hits@k)."
            })
    private String protocol = PUBLISHED;

    @Mixin
    private RecipeOptions recipe = new RecipeOptions();

    @Mixin
    private RankingOptions ranking = new RankingOptions();

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "Settings that models start from: dyglib (default; published for each model and data set), none.")
    private String preset = PUBLISHED;

    @Option(names = "--seeds", paramLabel = "N", description = "Seeds 0 to N - 1 (default: ${DEFAULT-VALUE}).")
    private int seeds = SEEDS;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Epochs at most (default: as published, dyglib 100, tgb 50).")
    private @Nullable Integer epochs;

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            description = "Training of a run stops after the first epoch past it (30m, 90s, 2h); the report says so.")
    private @Nullable String timeLimit;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private ComputeOptions computing = new ComputeOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        check();
        boolean ranks = Protocols.isRanking(protocol);
        int most = epochs == null ? ranks ? TgbProtocol.EPOCHS : DyglibProtocol.EPOCHS : epochs;
        List<String> data = Arrays.stream(recipe.data().name().split(","))
                .map(String::strip)
                .distinct()
                .toList();
        recipe.usePresets(!ranks && preset.equals(PUBLISHED));
        List<String> models = recipe.models();
        recipe.training(most, 0);
        recipe.negatives();
        models.forEach(model -> ModelRegistry.settings(model, recipe.settings(model)));
        if (data.size() > 1 && output.wantsScores()) {
            throw InvalidInput.at("--scores", "one data set (a grid keeps scores beside each record)", data.size());
        }
        Compute compute = computing.compute();
        Path folder = output.check(protocol + "-" + (data.size() == 1 ? DataNames.plain(data.getFirst()) : "grid"));
        PrintWriter err = spec.commandLine().getErr();
        Optional<Duration> limit = Optional.ofNullable(timeLimit).map(BenchmarkCommand::duration);
        if (ranks) {
            return rank(data, most, limit, compute, folder);
        }
        ranking.requireUnused(protocol);
        Grid grid = new Grid(most, seeds, limit, output, err);
        for (String name : data) {
            if (data.size() == 1) {
                grid.run(recipe.on(name), compute, folder);
            } else {
                err.println(name + ":");
                grid.runOrTell(recipe.on(name), compute, folder.resolve(DataNames.plain(name)));
            }
        }
        if (!grid.records().isEmpty()) {
            output.conclude(
                    grid.records(),
                    grid.testBatches(),
                    folder,
                    spec.commandLine().getOut());
        }
        grid.failures().forEach(failure -> err.println("failed: " + failure));
        return grid.failures().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private int rank(List<String> data, int most, Optional<Duration> limit, Compute compute, Path folder) {
        if (output.wantsScores()) {
            throw InvalidInput.at("--scores", "no file under the protocol tgb", "one");
        }
        PrintWriter err = spec.commandLine().getErr();
        RankingGrid grid = new RankingGrid(most, seeds, limit, err);
        for (String name : data) {
            Path own = data.size() == 1 ? folder : folder.resolve(DataNames.plain(name));
            grid.run(recipe.on(name), ranking, compute, own);
        }
        if (!grid.records().isEmpty()) {
            output.conclude(grid.records(), folder, spec.commandLine().getOut());
        }
        grid.failures().forEach(failure -> err.println("failed: " + failure));
        return grid.failures().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private void check() {
        if (!preset.equals(PUBLISHED) && !preset.equals("none")) {
            throw InvalidInput.at("--preset", PUBLISHED + " or none", preset);
        }
        if (seeds < 1) {
            throw InvalidInput.at("--seeds", "at least 1", seeds);
        }
    }

    /** "30m", "90s", "2h". */
    static Duration duration(String text) {
        int end = text.length() - 1;
        try {
            long number = Long.parseLong(text.substring(0, Math.max(0, end)));
            Duration time = switch (text.charAt(end)) {
                case 's' -> Duration.ofSeconds(number);
                case 'm' -> Duration.ofMinutes(number);
                case 'h' -> Duration.ofHours(number);
                default -> Duration.ZERO;
            };
            if (time.isPositive()) {
                return time;
            }
        } catch (NumberFormatException | ArithmeticException | StringIndexOutOfBoundsException e) {
            throw new InvalidInput("--time-limit: expected a time such as 30m, 90s or 2h, found " + text, e);
        }
        throw InvalidInput.at("--time-limit", "a time such as 30m, 90s or 2h", text);
    }
}
