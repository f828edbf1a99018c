package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.eval.negative.NegativeChoice;
import io.tgl.eval.negative.NegativeKind;
import io.tgl.eval.protocol.DyglibProtocol;
import io.tgl.eval.protocol.TgbProtocol;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.models.registry.ModelPresets;
import io.tgl.models.registry.ModelRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is run: data, models and how they are trained. Everything that decides a result, and nothing else. */
final class RecipeOptions {
    private static final String ALL = "all";

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(
            names = "--model",
            paramLabel = "MODELS",
            required = true,
            completionCandidates = ModelNames.class,
            description = "all, or one or more of: ${COMPLETION-CANDIDATES}; a comma between them.")
    private String models = "";

    @Option(
            names = "--set",
            paramLabel = "[MODEL.]NAME=VALUE",
            description = "A setting that differs from the published one, e.g. tgn.dropout=0.2.")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--patience",
            paramLabel = "N",
            description =
                    "Epochs without improvement after which training stops (default: as published, dyglib 20, tgb 5).")
    private @Nullable Integer patience;

    @Option(names = "--batch-size", paramLabel = "N", description = "Events a batch (default: ${DEFAULT-VALUE}).")
    private int batchSize = DyglibProtocol.BATCH_SIZE;

    /** What the help text lists. */
    static final class ModelNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ModelRegistry.names().iterator();
        }
    }

    @Option(
            names = "--train-negatives",
            paramLabel = "KIND",
            description = "What training draws against: random (default, as published) or historical.")
    private String trainNegatives = NegativeKind.RANDOM.label();

    @Option(
            names = "--eval-negatives",
            paramLabel = "KINDS",
            split = ",",
            description = "What the tests draw against, one or more of: random (default), historical, inductive.")
    private List<String> evalNegatives = List.of(NegativeKind.RANDOM.label());

    private boolean presets;

    /** Whether models start from the published settings of the data set instead of their defaults. */
    void usePresets(boolean wanted) {
        presets = wanted;
    }

    /** The same recipe on other data. */
    RecipeOptions on(String dataName) {
        RecipeOptions other = new RecipeOptions();
        other.data = data.named(dataName);
        other.models = models;
        other.settings = settings;
        other.patience = patience;
        other.batchSize = batchSize;
        other.trainNegatives = trainNegatives;
        other.evalNegatives = evalNegatives;
        other.presets = presets;
        return other;
    }

    /** Negatives of training and of the tests. */
    NegativeChoice negatives() {
        return new NegativeChoice(
                NegativeKind.of(trainNegatives),
                evalNegatives.stream().map(NegativeKind::of).toList());
    }

    /** The data. */
    DataOptions data() {
        return data;
    }

    /** Names of the models, in the order given, each once. */
    List<String> models() {
        List<String> names = Arrays.stream(models.toLowerCase(Locale.ROOT).split(",", -1))
                .map(String::strip)
                .flatMap(name -> name.equals(ALL) ? ModelRegistry.names().stream() : Stream.of(name))
                .distinct()
                .toList();
        names.forEach(name -> ModelRegistry.settings(name, Map.of()));
        return names;
    }

    /** Events a batch. */
    int batchSize() {
        return batchSize;
    }

    /** The settings of one model tested against random negatives, see {@link #settings(String, NegativeKind)}. */
    Map<String, String> settings(String model) {
        return settings(model, NegativeKind.RANDOM);
    }

    /**
     * The settings of one model: its preset if presets are used, over it those with its name before the point, and those
     * without any. What equals the model's default is left out.
     */
    Map<String, String> settings(String model, NegativeKind tested) {
        Map<String, String> own = new LinkedHashMap<>();
        if (presets) {
            own.putAll(ModelPresets.supported(model, data.name(), tested.label()));
        }
        settings.forEach((key, value) -> {
            int point = key.indexOf('.');
            if (point >= 0 && !models().contains(key.substring(0, point))) {
                throw InvalidInput.at("--set " + key, "one of the models " + String.join(", ", models()), key);
            }
            if (point < 0 || key.substring(0, point).equals(model)) {
                own.put(key.substring(point + 1), value);
            }
        });
        Map<String, String> usual = ModelRegistry.settings(model, Map.of());
        Map<String, String> chosen = ModelRegistry.settings(model, own);
        own.keySet().removeIf(name -> chosen.getOrDefault(name, "").equals(usual.get(name)));
        return own;
    }

    /** What a run is tested against, by the settings that are best there: several entries only if these differ. */
    Map<Map<String, String>, List<NegativeKind>> testsBySettings(String model) {
        Map<Map<String, String>, List<NegativeKind>> tests = new LinkedHashMap<>();
        for (NegativeKind kind : negatives().test()) {
            tests.computeIfAbsent(settings(model, kind), _ -> new ArrayList<>()).add(kind);
        }
        return tests;
    }

    /** How to train. */
    TrainingOptions training(int epochs, long seed) {
        return training(epochs, DyglibProtocol.PATIENCE, seed);
    }

    /** How to train, with this patience unless another was asked for. */
    TrainingOptions training(int epochs, int usualPatience, long seed) {
        return new TrainingOptions(epochs, patience == null ? usualPatience : patience, batchSize, seed);
    }

    /** The command that runs one model with one seed again under the link-ranking protocol. */
    String rankingCommand(String model, Map<String, String> chosen, RankingOptions ranking, int epochs, long seed) {
        List<String> words = new ArrayList<>(List.of("tgl", "run", "--protocol", Protocols.TGB));
        words.addAll(arguments(model, chosen, NegativeChoice.PUBLISHED, TgbProtocol.PATIENCE));
        words.addAll(ranking.arguments());
        words.addAll(List.of("--epochs", Integer.toString(epochs), "--seed", Long.toString(seed)));
        return ShellWords.join(words);
    }

    /** The command that runs one model with one seed again, with these settings and tests. */
    String command(String model, Map<String, String> chosen, NegativeChoice negatives, int epochs, long seed) {
        List<String> words = new ArrayList<>(List.of("tgl", "run"));
        words.addAll(arguments(model, chosen, negatives));
        words.addAll(List.of("--epochs", Integer.toString(epochs), "--seed", Long.toString(seed)));
        return ShellWords.join(words);
    }

    /** The options of this mixin for one model as arguments again, without those that have their default. */
    List<String> arguments(String model) {
        return arguments(model, settings(model), negatives());
    }

    private List<String> arguments(String model, Map<String, String> chosen, NegativeChoice negatives) {
        return arguments(model, chosen, negatives, DyglibProtocol.PATIENCE);
    }

    private List<String> arguments(
            String model, Map<String, String> chosen, NegativeChoice negatives, int usualPatience) {
        List<String> words = new ArrayList<>(data.arguments());
        words.addAll(List.of("--model", model));
        chosen.forEach((name, value) -> words.addAll(List.of("--set", name + "=" + value)));
        add(words, "--patience", patience == null ? usualPatience : patience, usualPatience);
        add(words, "--batch-size", batchSize, DyglibProtocol.BATCH_SIZE);
        add(words, "--train-negatives", negatives.training().label(), NegativeKind.RANDOM.label());
        add(words, "--eval-negatives", joined(negatives.test()), joined(NegativeChoice.PUBLISHED.test()));
        return words;
    }

    private static String joined(List<NegativeKind> kinds) {
        return kinds.stream().map(NegativeKind::label).collect(Collectors.joining(","));
    }

    private static void add(List<String> words, String option, Object value, Object usual) {
        if (!value.equals(usual)) {
            words.addAll(List.of(option, value.toString()));
        }
    }
}
