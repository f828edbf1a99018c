package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.eval.protocol.DyglibProtocol;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.models.registry.ModelRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is run: data, models and how they are trained. Everything that decides a result, and nothing else. */
final class RecipeOptions {
    @Mixin
    private DataOptions data = new DataOptions();

    @Option(
            names = "--model",
            paramLabel = "MODELS",
            required = true,
            split = ",",
            description = "One or more of: edgebank, tgn.")
    private List<String> models = List.of();

    @Option(
            names = "--set",
            paramLabel = "[MODEL.]NAME=VALUE",
            description = "A setting that differs from the published one, e.g. tgn.dropout=0.2.")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Epochs without improvement after which training stops (default: ${DEFAULT-VALUE}).")
    private int patience = DyglibProtocol.PATIENCE;

    @Option(names = "--batch-size", paramLabel = "N", description = "Events a batch (default: ${DEFAULT-VALUE}).")
    private int batchSize = DyglibProtocol.BATCH_SIZE;

    /** The data. */
    DataOptions data() {
        return data;
    }

    /** Names of the models, in the order given, each once. */
    List<String> models() {
        List<String> names = models.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        names.forEach(name -> ModelRegistry.settings(name, Map.of()));
        return names;
    }

    /** Events a batch. */
    int batchSize() {
        return batchSize;
    }

    /** The settings of one model: those with its name before the point, and those without any. */
    Map<String, String> settings(String model) {
        Map<String, String> own = new LinkedHashMap<>();
        settings.forEach((key, value) -> {
            int point = key.indexOf('.');
            if (point >= 0 && !models().contains(key.substring(0, point))) {
                throw InvalidInput.at("--set " + key, "one of the models " + String.join(", ", models()), key);
            }
            if (point < 0 || key.substring(0, point).equals(model)) {
                own.put(key.substring(point + 1), value);
            }
        });
        return own;
    }

    /** How to train. */
    TrainingOptions training(int epochs, long seed) {
        return new TrainingOptions(epochs, patience, batchSize, seed);
    }

    /** The command that runs one model with one seed again. */
    String command(String model, int epochs, long seed) {
        List<String> words = new ArrayList<>(List.of("tgl", "run"));
        words.addAll(arguments(model));
        words.addAll(List.of("--epochs", Integer.toString(epochs), "--seed", Long.toString(seed)));
        return ShellWords.join(words);
    }

    /** The options of this mixin for one model as arguments again, without those that have their default. */
    List<String> arguments(String model) {
        List<String> words = new ArrayList<>(data.arguments());
        words.addAll(List.of("--model", model));
        settings(model).forEach((name, value) -> words.addAll(List.of("--set", name + "=" + value)));
        if (patience != DyglibProtocol.PATIENCE) {
            words.addAll(List.of("--patience", Integer.toString(patience)));
        }
        if (batchSize != DyglibProtocol.BATCH_SIZE) {
            words.addAll(List.of("--batch-size", Integer.toString(batchSize)));
        }
        return words;
    }
}
