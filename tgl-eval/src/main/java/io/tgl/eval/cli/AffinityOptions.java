package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.TimeGranularity;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.datasets.fetch.Checksums;
import io.tgl.datasets.format.TableOptions;
import io.tgl.eval.protocol.AffinityRun;
import io.tgl.eval.split.ChronologicalSplit;
import io.tgl.eval.task.AffinityLabelFile;
import io.tgl.eval.task.AffinityLabels;
import io.tgl.eval.task.AffinityTask;
import io.tgl.eval.task.LabelVisibility;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.models.registry.AffinityModels;
import io.tgl.models.registry.AffinityPresets;
import io.tgl.models.registry.ModelRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is run of node affinity: data, labels, models and how they are trained. Everything that decides a result. */
final class AffinityOptions {
    private static final int PATIENCE = 50;
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
            names = "--labels",
            paramLabel = "FILE",
            description = {
                "Labels from a table instead of derived ones (TGB's form: time, source, destination, weight, in order of",
                "time, with the data's own ids and times); --period and --by-weight are not used."
            })
    private @Nullable Path labels;

    @Option(
            names = "--label-columns",
            paramLabel = "COLUMNS",
            description =
                    "Columns of that table, as --columns has those of the data; e.g. time,src,dst,weight without a"
                            + " header.")
    private @Nullable String labelColumns;

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
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "Settings that tgb-tgn and tgnv2 start from: genre (default; width 784, 30 neighbors, learning"
                            + " rate 1e-4), token, none (each model's own).")
    private String preset = AffinityPresets.GENRE;

    @Option(
            names = "--set",
            paramLabel = "[MODEL.]NAME=VALUE",
            description = "A setting that differs from the preset, e.g. tgn.learning-rate=0.001.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--epochs", paramLabel = "N", description = "Epochs at most (default: ${DEFAULT-VALUE}).")
    private int epochs = AffinityRun.EPOCHS;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Epochs without improvement after which training stops (default: ${DEFAULT-VALUE}).")
    private int patience = PATIENCE;

    @Option(names = "--batch-size", paramLabel = "N", description = "Events a batch (default: ${DEFAULT-VALUE}).")
    private int batchSize = BATCH_SIZE;

    /** The data. */
    DataOptions data() {
        return data;
    }

    /** Names of the data sets, each once. */
    List<String> dataNames() {
        return words(data.name());
    }

    /** The same on other data. */
    AffinityOptions on(String dataName) {
        AffinityOptions other = new AffinityOptions();
        other.data = data.named(dataName);
        other.period = period;
        other.byWeight = byWeight;
        other.labels = labels;
        other.labelColumns = labelColumns;
        other.visibility = visibility;
        other.models = models;
        other.preset = preset;
        other.settings = settings;
        other.epochs = epochs;
        other.patience = patience;
        other.batchSize = batchSize;
        return other;
    }

    /** Names of the models, in the order given, each once; all of them known, with settings that they know. */
    List<String> models() {
        List<String> names = words(models.toLowerCase(Locale.ROOT));
        for (String name : names) {
            if (!AffinityModels.heuristics().contains(name)
                    && !ModelRegistry.names().contains(name)) {
                throw InvalidInput.at(
                        "--model",
                        "one of " + AffinityModels.heuristics() + " or a model that embeds nodes of "
                                + ModelRegistry.names(),
                        name);
            }
        }
        return names;
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split(",", -1)).map(String::strip).distinct().toList();
    }

    /** Epochs at most. */
    int epochs() {
        return epochs;
    }

    /** How to train. */
    TrainingOptions training(long seed) {
        return new TrainingOptions(epochs, patience, batchSize, seed);
    }

    /** Settings of a model: its preset, over it those with its name before the point, and those without any. */
    Map<String, String> settings(String model) {
        Map<String, String> own = new LinkedHashMap<>(AffinityPresets.of(preset, model));
        settings.forEach((key, value) -> {
            int point = key.indexOf('.');
            if (point >= 0 && !models().contains(key.substring(0, point))) {
                throw InvalidInput.at("--set " + key, "one of the models " + String.join(", ", models()), key);
            }
            if (point < 0 || key.substring(0, point).equals(model)) {
                own.put(key.substring(point + 1), value);
            }
        });
        AffinityModels.settings(model, own);
        return own;
    }

    /** Where labels come from, for the record. */
    String labelSource() {
        return labels == null
                ? (byWeight ? "shares of weights" : "shares of events") + " per " + period
                : "table " + labels.getFileName() + ", SHA-256 " + Checksums.sha256(labels);
    }

    /** The labels of these data, their split and what a prediction may see. */
    AffinityTask task(Dataset dataset) {
        EventStream events = dataset.events();
        AffinityLabels all = labels == null
                ? AffinityLabels.of(events, ticks(events.granularity()), byWeight)
                : read(labels, dataset);
        return new AffinityTask(ChronologicalSplit.of(events), all, mode());
    }

    private AffinityLabels read(Path file, Dataset dataset) {
        TableOptions own = data.times(dataset);
        return AffinityLabelFile.read(
                file, dataset, labelColumns == null ? own : own.withColumns(List.of(labelColumns.split(",", -1))));
    }

    private LabelVisibility mode() {
        return Arrays.stream(LabelVisibility.values())
                .filter(value -> value.label().equals(visibility))
                .findFirst()
                .orElseThrow(() -> InvalidInput.at("--visibility", "strict or tgb", visibility));
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

    /** The command that runs one model with one seed again. */
    String command(String model, long seed) {
        List<String> words = new ArrayList<>(List.of("tgl", "affinity"));
        words.addAll(data.arguments());
        if (labels == null) {
            words.addAll(List.of("--period", period));
        } else {
            words.addAll(List.of("--labels", labels.toString()));
        }
        if (labelColumns != null) {
            words.addAll(List.of("--label-columns", labelColumns));
        }
        words.addAll(List.of("--visibility", visibility));
        if (byWeight) {
            words.add("--by-weight");
        }
        words.addAll(List.of("--model", model, "--preset", AffinityPresets.NONE));
        settings(model).forEach((name, value) -> words.addAll(List.of("--set", name + "=" + value)));
        if (AffinityModels.isLearned(model)) {
            words.addAll(List.of("--epochs", Integer.toString(epochs), "--patience", Integer.toString(patience)));
        }
        words.addAll(List.of("--batch-size", Integer.toString(batchSize), "--seed", Long.toString(seed)));
        return ShellWords.join(words);
    }
}
