package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.protocol.AffinityRun;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import io.tgl.eval.split.ChronologicalSplit;
import io.tgl.eval.task.AffinityLabels;
import io.tgl.eval.task.AffinityTask;
import io.tgl.eval.task.LabelVisibility;
import io.tgl.eval.train.AffinityTrainer;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.models.registry.AffinityModels;
import io.tgl.models.registry.ModelRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tgl affinity}: node affinity prediction. */
@Command(
        name = "affinity",
        description = {
            "Predicts how each active node's next period is shared among the destinations (classes), by NDCG@10.",
            "Labels are derived from the events: share of a node's events of a period that go to each destination."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl affinity --data uci --period 1d --model persistent,moving-average,message-average",
            "  tgl affinity --data wikipedia --period 1d --model persistent,tgn --seeds 3 --epochs 50",
            "  tgl affinity --data uci --period 1d --model moving-average --set moving-average.window=3"
        })
final class AffinityCommand implements Callable<Integer> {
    private static final int PATIENCE = 10;
    private static final int BATCH_SIZE = 200;

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(
            names = "--period",
            paramLabel = "TIME",
            description = "Length of a period (default: ${DEFAULT-VALUE}): 1h, 1d, 7d, or a number of ticks.")
    private String period = "1d";

    @Option(names = "--by-weight", description = "Labels are shares of weights instead of numbers of events.")
    private boolean byWeight;

    @Option(
            names = "--visibility",
            paramLabel = "MODE",
            description =
                    "strict (default): only events before a label's time; tgb: the loop of TGB, which sees a part of"
                            + " the period that it asks about.")
    private String visibility = LabelVisibility.STRICT.label();

    @Option(
            names = "--model",
            paramLabel = "MODELS",
            required = true,
            description = "persistent, moving-average, message-average, or any model that embeds nodes; a comma between"
                    + " them.")
    private String models = "";

    @Option(
            names = "--set",
            paramLabel = "[MODEL.]NAME=VALUE",
            description = "A setting that differs from the default, e.g. tgn.learning-rate=0.001.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--seeds", paramLabel = "N", description = "Seeds 0 to N - 1 (default: ${DEFAULT-VALUE}).")
    private int seeds = 1;

    @Option(names = "--epochs", paramLabel = "N", description = "Epochs at most (default: ${DEFAULT-VALUE}).")
    private int epochs = AffinityRun.EPOCHS;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Epochs without improvement after which training stops (default: ${DEFAULT-VALUE}).")
    private int patience = PATIENCE;

    @Option(names = "--batch-size", paramLabel = "N", description = "Events a batch (default: ${DEFAULT-VALUE}).")
    private int batchSize = BATCH_SIZE;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private ComputeOptions computing = new ComputeOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw InvalidInput.at("--seeds", "at least 1", seeds);
        }
        List<String> names = Arrays.stream(models.toLowerCase(Locale.ROOT).split(",", -1))
                .map(String::strip)
                .distinct()
                .toList();
        names.forEach(this::check);
        Compute compute = computing.compute();
        Dataset dataset = data.load();
        Path folder = output.check("affinity-" + DataNames.plain(data.name()));
        AffinityTask task = task(dataset);
        Interrupt.watch();
        OutputPlaces.makeFolder("--out", folder);
        List<RunRecord> records = new ArrayList<>();
        for (String model : names) {
            int runs = AffinityModels.isLearned(model) ? seeds : 1;
            for (long seed = 0; seed < runs; seed++) {
                RunRecord record = run(dataset, task, model, seed, compute);
                records.add(record);
                RunRecords.write(RunFiles.in(folder, model, seed).record(), record);
            }
        }
        output.conclude(records, folder, spec.commandLine().getOut());
        return ExitCode.OK;
    }

    private void check(String model) {
        if (!AffinityModels.heuristics().contains(model)
                && !ModelRegistry.names().contains(model)) {
            throw InvalidInput.at(
                    "--model",
                    "one of " + AffinityModels.heuristics() + " or a model that embeds nodes of "
                            + ModelRegistry.names(),
                    model);
        }
        AffinityModels.settings(model, settings(model));
    }

    private RunRecord run(Dataset dataset, AffinityTask task, String model, long seed, Compute compute) {
        PrintWriter err = spec.commandLine().getErr();
        AffinityRun run = new AffinityRun(
                dataset,
                task,
                (byWeight ? "shares of weights" : "shares of events") + " per " + period,
                model,
                settings(model),
                new TrainingOptions(epochs, patience, batchSize, seed),
                command(model));
        return run.run(compute, Interrupt::requested, epoch -> err.println(line(model, seed, epoch)));
    }

    private String line(String model, long seed, AffinityTrainer.Epoch epoch) {
        double left = epoch.seconds() * (epochs - epoch.number());
        return String.format(
                Locale.ROOT,
                "%s, seed %d: epoch %d of %d, loss %.4f, validation NDCG@10 %.4f, %.1f s%s, %.0f s left at most",
                model,
                seed,
                epoch.number(),
                epochs,
                epoch.loss(),
                epoch.validation(),
                epoch.seconds(),
                epoch.improved() ? ", best so far" : "",
                left);
    }

    private AffinityTask task(Dataset dataset) {
        AffinityLabels labels =
                AffinityLabels.of(dataset.events(), ticks(dataset.events().granularity()), byWeight);
        LabelVisibility mode = Arrays.stream(LabelVisibility.values())
                .filter(value -> value.label().equals(visibility))
                .findFirst()
                .orElseThrow(() -> InvalidInput.at("--visibility", "strict or tgb", visibility));
        return new AffinityTask(ChronologicalSplit.of(dataset.events()), labels, mode);
    }

    private long ticks(TimeGranularity granularity) {
        String digits = period.replaceFirst("[a-z]+$", "");
        String unit = period.substring(digits.length());
        try {
            long number = Long.parseLong(digits);
            long seconds = switch (unit) {
                case "" -> 0;
                case "s" -> 1;
                case "m" -> 60;
                case "h" -> 3600;
                case "d" -> 86_400;
                case "w" -> 604_800;
                default -> throw InvalidInput.at("--period", "a time such as 1h, 1d or 7d", period);
            };
            return seconds == 0 ? number : Math.round(number * (seconds / granularity.seconds()));
        } catch (NumberFormatException e) {
            throw new InvalidInput("--period: expected a time such as 1h, 1d or 7d, found " + period, e);
        }
    }

    private Map<String, String> settings(String model) {
        Map<String, String> own = new LinkedHashMap<>();
        settings.forEach((key, value) -> {
            int point = key.indexOf('.');
            if (point < 0 || key.substring(0, point).equals(model)) {
                own.put(key.substring(point + 1), value);
            }
        });
        return own;
    }

    private String command(String model) {
        List<String> words = new ArrayList<>(List.of("tgl", "affinity"));
        words.addAll(data.arguments());
        words.addAll(List.of("--period", period, "--visibility", visibility, "--model", model));
        if (byWeight) {
            words.add("--by-weight");
        }
        settings(model).forEach((name, value) -> words.addAll(List.of("--set", name + "=" + value)));
        if (AffinityModels.isLearned(model)) {
            words.addAll(List.of(
                    "--epochs",
                    Integer.toString(epochs),
                    "--patience",
                    Integer.toString(patience),
                    "--seeds",
                    Integer.toString(seeds)));
        }
        words.addAll(List.of("--batch-size", Integer.toString(batchSize)));
        return ShellWords.join(words);
    }
}
