package io.tgl.models.registry;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.heuristic.EdgeBank;
import io.tgl.models.heuristic.EdgeBankMemory;
import io.tgl.models.memory.DyRep;
import io.tgl.models.memory.DyRepConfig;
import io.tgl.models.memory.Jodie;
import io.tgl.models.memory.JodieConfig;
import io.tgl.models.memory.Tgn;
import io.tgl.models.memory.TgnConfig;
import io.tgl.models.model.Scorer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The models by name, with their published settings. */
public final class ModelRegistry {
    private static final List<String> NAMES = List.of("edgebank", "tgn", "jodie", "dyrep");

    private ModelRegistry() {}

    /** Names that {@link #create} knows, in lower case. */
    public static List<String> names() {
        return NAMES;
    }

    /** Whether the model has parameters to train. */
    public static boolean isLearned(String name) {
        return !canonical(name).equals("edgebank");
    }

    /** A fresh model. */
    public static Scorer create(String name, ModelContext context) {
        return switch (canonical(name)) {
            case "edgebank" -> new EdgeBank(edgeBankMemory(context.options()));
            case "tgn" ->
                new Tgn(
                        tgnConfig(context.options()),
                        context.nodeFeatures(),
                        context.edgeFeatures(),
                        context.secondsPerTick(),
                        context.seed(),
                        context.compute());
            case "jodie" ->
                new Jodie(
                        jodieConfig(context.options()),
                        context.nodeFeatures(),
                        context.edgeFeatures(),
                        context.secondsPerTick(),
                        context.seed(),
                        context.compute());
            case "dyrep" ->
                new DyRep(
                        dyRepConfig(context.options()),
                        context.nodeFeatures(),
                        context.edgeFeatures(),
                        context.secondsPerTick(),
                        context.seed(),
                        context.compute());
            default -> throw new IllegalStateException(name);
        };
    }

    /** All settings of a model under these options, in a fixed order, for records and {@code --help}. */
    public static Map<String, String> settings(String name, Map<String, String> options) {
        Map<String, String> settings = new LinkedHashMap<>();
        switch (canonical(name)) {
            case "tgn" -> {
                TgnConfig c = tgnConfig(options);
                widths(settings, c.nodeWidth(), c.edgeWidth(), c.timeWidth());
                attention(settings, c.layers(), c.heads(), c.neighbors());
                training(settings, c.dropout(), c.learningRate());
                settings.put("shared-draws", c.mergeDropout() ? "merged" : "separate");
            }
            case "jodie" -> {
                JodieConfig c = jodieConfig(options);
                widths(settings, c.nodeWidth(), c.edgeWidth(), c.timeWidth());
                training(settings, c.dropout(), c.learningRate());
                settings.put("shared-draws", c.mergeDropout() ? "merged" : "separate");
            }
            case "dyrep" -> {
                DyRepConfig c = dyRepConfig(options);
                widths(settings, c.nodeWidth(), c.edgeWidth(), c.timeWidth());
                attention(settings, c.layers(), c.heads(), c.neighbors());
                training(settings, c.dropout(), c.learningRate());
            }
            default -> {
                EdgeBankMemory memory = edgeBankMemory(options);
                settings.put("memory", memory.mode());
                if (memory instanceof EdgeBankMemory.FixedProportion(double proportion)) {
                    settings.put("proportion", Double.toString(proportion));
                }
            }
        }
        return settings;
    }

    private static void widths(Map<String, String> settings, int node, int edge, int time) {
        settings.put("node-width", Integer.toString(node));
        settings.put("edge-width", Integer.toString(edge));
        settings.put("time-width", Integer.toString(time));
    }

    private static void attention(Map<String, String> settings, int layers, int heads, int neighbors) {
        settings.put("layers", Integer.toString(layers));
        settings.put("heads", Integer.toString(heads));
        settings.put("neighbors", Integer.toString(neighbors));
    }

    private static void training(Map<String, String> settings, float dropout, double learningRate) {
        settings.put("dropout", Float.toString(dropout));
        settings.put("learning-rate", Double.toString(learningRate));
    }

    private static EdgeBankMemory edgeBankMemory(Map<String, String> options) {
        String mode = options.getOrDefault("memory", "unlimited");
        boolean window = mode.equals("fixed_proportion");
        refuseUnknown("edgebank", options, window ? Set.of("memory", "proportion") : Set.of("memory"));
        return switch (mode) {
            case "unlimited" -> new EdgeBankMemory.Unlimited();
            case "fixed_proportion" ->
                new EdgeBankMemory.FixedProportion(
                        option(options, "proportion", EdgeBankMemory.PUBLISHED_PROPORTION, Double::valueOf));
            case "repeat_interval" -> new EdgeBankMemory.RepeatInterval();
            case "repeat_threshold" -> new EdgeBankMemory.RepeatThreshold();
            default ->
                throw InvalidInput.at(
                        "option memory", "unlimited, fixed_proportion, repeat_interval or repeat_threshold", mode);
        };
    }

    private static TgnConfig tgnConfig(Map<String, String> options) {
        TgnConfig p = TgnConfig.PUBLISHED;
        refuseUnknown(
                "tgn",
                options,
                Set.of(
                        "node-width",
                        "edge-width",
                        "time-width",
                        "layers",
                        "heads",
                        "neighbors",
                        "dropout",
                        "learning-rate",
                        "shared-draws"));
        return new TgnConfig(
                option(options, "node-width", p.nodeWidth(), Integer::valueOf),
                option(options, "edge-width", p.edgeWidth(), Integer::valueOf),
                option(options, "time-width", p.timeWidth(), Integer::valueOf),
                option(options, "layers", p.layers(), Integer::valueOf),
                option(options, "heads", p.heads(), Integer::valueOf),
                option(options, "neighbors", p.neighbors(), Integer::valueOf),
                option(options, "dropout", p.dropout(), Float::valueOf),
                option(options, "learning-rate", p.learningRate(), Double::valueOf),
                option(options, "shared-draws", p.mergeDropout(), ModelRegistry::merged));
    }

    private static JodieConfig jodieConfig(Map<String, String> options) {
        JodieConfig p = JodieConfig.PUBLISHED;
        refuseUnknown(
                "jodie",
                options,
                Set.of("node-width", "edge-width", "time-width", "dropout", "learning-rate", "shared-draws"));
        return new JodieConfig(
                option(options, "node-width", p.nodeWidth(), Integer::valueOf),
                option(options, "edge-width", p.edgeWidth(), Integer::valueOf),
                option(options, "time-width", p.timeWidth(), Integer::valueOf),
                option(options, "dropout", p.dropout(), Float::valueOf),
                option(options, "learning-rate", p.learningRate(), Double::valueOf),
                option(options, "shared-draws", p.mergeDropout(), ModelRegistry::merged));
    }

    private static DyRepConfig dyRepConfig(Map<String, String> options) {
        DyRepConfig p = DyRepConfig.PUBLISHED;
        refuseUnknown(
                "dyrep",
                options,
                Set.of(
                        "node-width",
                        "edge-width",
                        "time-width",
                        "layers",
                        "heads",
                        "neighbors",
                        "dropout",
                        "learning-rate"));
        return new DyRepConfig(
                option(options, "node-width", p.nodeWidth(), Integer::valueOf),
                option(options, "edge-width", p.edgeWidth(), Integer::valueOf),
                option(options, "time-width", p.timeWidth(), Integer::valueOf),
                option(options, "layers", p.layers(), Integer::valueOf),
                option(options, "heads", p.heads(), Integer::valueOf),
                option(options, "neighbors", p.neighbors(), Integer::valueOf),
                option(options, "dropout", p.dropout(), Float::valueOf),
                option(options, "learning-rate", p.learningRate(), Double::valueOf));
    }

    private static Boolean merged(String text) {
        return switch (text) {
            case "merged" -> true;
            case "separate" -> false;
            default -> throw InvalidInput.at("option shared-draws", "merged or separate", text);
        };
    }

    private static <T> T option(Map<String, String> options, String name, T published, Function<String, T> parse) {
        String text = options.get(name);
        try {
            return text == null ? published : parse.apply(text);
        } catch (NumberFormatException e) {
            throw new InvalidInput("option " + name + ": expected a number, found " + text, e);
        }
    }

    private static void refuseUnknown(String model, Map<String, String> options, Set<String> known) {
        options.keySet().stream()
                .filter(o -> !known.contains(o))
                .sorted()
                .findFirst()
                .ifPresent(o -> {
                    throw InvalidInput.at(
                            "option of " + model,
                            "one of " + known.stream().sorted().toList(),
                            o);
                });
    }

    private static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!NAMES.contains(lower)) {
            throw InvalidInput.at("model", "one of " + NAMES, name);
        }
        return lower;
    }
}
