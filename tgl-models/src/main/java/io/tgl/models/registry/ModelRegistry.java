package io.tgl.models.registry;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.attention.DyGFormer;
import io.tgl.models.attention.Tcl;
import io.tgl.models.attention.Tgat;
import io.tgl.models.attention.TgatConfig;
import io.tgl.models.heuristic.EdgeBank;
import io.tgl.models.heuristic.EdgeBankMemory;
import io.tgl.models.memory.Tgn;
import io.tgl.models.memory.TgnConfig;
import io.tgl.models.mixer.GraphMixer;
import io.tgl.models.mixer.GraphMixerConfig;
import io.tgl.models.model.Sampling;
import io.tgl.models.model.Scorer;
import io.tgl.models.walk.Cawn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The models by name, with their published settings; those of other jars come from their {@link ModelProvider}s. */
public final class ModelRegistry {
    private static final List<String> NAMES =
            List.of("edgebank", "tgn", "tgat", "graphmixer", "tcl", "dygformer", "cawn");

    private ModelRegistry() {}

    /** Names that {@link #create} knows, in lower case. */
    public static List<String> names() {
        return Stream.concat(NAMES.stream(), providers().keySet().stream()).toList();
    }

    /** Models of other jars that the thread's class loader finds now, in order of name. */
    private static Map<String, ModelProvider> providers() {
        Map<String, ModelProvider> found = new TreeMap<>();
        for (ModelProvider provider : ServiceLoader.load(ModelProvider.class)) {
            String name = provider.name();
            if (NAMES.contains(name) || !name.equals(name.toLowerCase(Locale.ROOT)) || found.containsKey(name)) {
                throw InvalidInput.at(provider.getClass().getName(), "a new name in lower case", name);
            }
            found.put(name, provider);
        }
        return found;
    }

    /** Whether the model has parameters to train. */
    public static boolean isLearned(String name) {
        ModelProvider provider = providers().get(canonical(name));
        return provider == null ? !canonical(name).equals("edgebank") : provider.isLearned();
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
            case "tgat" ->
                Tgat.scorer(
                        tgatConfig(context.options()),
                        context.nodeFeatures(),
                        context.edgeFeatures(),
                        context.secondsPerTick(),
                        context.seed(),
                        context.compute());
            case "cawn" ->
                new Cawn(
                        CawnSettings.config(context.options()),
                        context.nodeFeatures(),
                        context.edgeFeatures(),
                        context.secondsPerTick(),
                        context.seed(),
                        context.compute());
            case "tcl" ->
                Tcl.scorer(
                        SequenceSettings.tcl(context.options()),
                        context.nodeFeatures(),
                        context.edgeFeatures(),
                        context.secondsPerTick(),
                        context.seed(),
                        context.compute());
            case "dygformer" ->
                DyGFormer.scorer(
                        SequenceSettings.dygformer(context.options()),
                        context.nodeFeatures(),
                        context.edgeFeatures(),
                        context.secondsPerTick(),
                        context.seed(),
                        context.compute());
            case "graphmixer" ->
                GraphMixer.scorer(
                        graphMixerConfig(context.options()),
                        context.nodeFeatures(),
                        context.edgeFeatures(),
                        context.secondsPerTick(),
                        context.seed(),
                        context.compute());
            default -> provided(name).create(context);
        };
    }

    /** All settings of a model under these options, in a fixed order, for records and {@code --help}. */
    public static Map<String, String> settings(String name, Map<String, String> options) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (!NAMES.contains(canonical(name))) {
            return provided(name).settings(options);
        }
        if (canonical(name).equals("tgn")) {
            TgnConfig c = tgnConfig(options);
            settings.put("node-width", Integer.toString(c.nodeWidth()));
            settings.put("edge-width", Integer.toString(c.edgeWidth()));
            settings.put("time-width", Integer.toString(c.timeWidth()));
            settings.put("layers", Integer.toString(c.layers()));
            settings.put("heads", Integer.toString(c.heads()));
            settings.put("neighbors", Integer.toString(c.neighbors()));
            settings.put("dropout", Float.toString(c.dropout()));
            settings.put("learning-rate", Double.toString(c.learningRate()));
            settings.put("shared-draws", c.mergeDropout() ? "merged" : "separate");
        } else if (canonical(name).equals("tgat")) {
            putTgat(settings, tgatConfig(options));
        } else if (canonical(name).equals("cawn")) {
            CawnSettings.put(settings, CawnSettings.config(options));
        } else if (canonical(name).equals("tcl")) {
            settings.putAll(SequenceSettings.texts(SequenceSettings.tcl(options)));
        } else if (canonical(name).equals("dygformer")) {
            settings.putAll(SequenceSettings.texts(SequenceSettings.dygformer(options)));
        } else if (canonical(name).equals("graphmixer")) {
            putGraphMixer(settings, graphMixerConfig(options));
        } else {
            EdgeBankMemory memory = edgeBankMemory(options);
            settings.put("memory", memory.mode());
            if (memory instanceof EdgeBankMemory.FixedProportion(double proportion)) {
                settings.put("proportion", Double.toString(proportion));
            }
        }
        return settings;
    }

    private static ModelProvider provided(String name) {
        ModelProvider provider = providers().get(canonical(name));
        if (provider == null) {
            throw new IllegalStateException(name);
        }
        return provider;
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

    private static void putTgat(Map<String, String> settings, TgatConfig c) {
        settings.put("node-width", Integer.toString(c.nodeWidth()));
        settings.put("edge-width", Integer.toString(c.edgeWidth()));
        settings.put("time-width", Integer.toString(c.timeWidth()));
        settings.put("layers", Integer.toString(c.layers()));
        settings.put("heads", Integer.toString(c.heads()));
        settings.put("neighbors", Integer.toString(c.neighbors()));
        settings.put("sampling", c.sampling().name().toLowerCase(Locale.ROOT));
        settings.put("dropout", Float.toString(c.dropout()));
        settings.put("learning-rate", Double.toString(c.learningRate()));
        settings.put("shared-draws", c.mergeDropout() ? "merged" : "separate");
    }

    private static TgatConfig tgatConfig(Map<String, String> options) {
        TgatConfig p = TgatConfig.PUBLISHED;
        refuseUnknown(
                "tgat",
                options,
                Set.of(
                        "node-width",
                        "edge-width",
                        "time-width",
                        "layers",
                        "heads",
                        "neighbors",
                        "sampling",
                        "dropout",
                        "learning-rate",
                        "shared-draws"));
        return new TgatConfig(
                option(options, "node-width", p.nodeWidth(), Integer::valueOf),
                option(options, "edge-width", p.edgeWidth(), Integer::valueOf),
                option(options, "time-width", p.timeWidth(), Integer::valueOf),
                option(options, "layers", p.layers(), Integer::valueOf),
                option(options, "heads", p.heads(), Integer::valueOf),
                option(options, "neighbors", p.neighbors(), Integer::valueOf),
                option(options, "sampling", p.sampling(), ModelRegistry::sampling),
                option(options, "dropout", p.dropout(), Float::valueOf),
                option(options, "learning-rate", p.learningRate(), Double::valueOf),
                option(options, "shared-draws", p.mergeDropout(), ModelRegistry::merged));
    }

    private static void putGraphMixer(Map<String, String> settings, GraphMixerConfig c) {
        settings.put("node-width", Integer.toString(c.nodeWidth()));
        settings.put("edge-width", Integer.toString(c.edgeWidth()));
        settings.put("time-width", Integer.toString(c.timeWidth()));
        settings.put("layers", Integer.toString(c.layers()));
        settings.put("neighbors", Integer.toString(c.neighbors()));
        settings.put("sampling", c.sampling().name().toLowerCase(Locale.ROOT));
        settings.put("time-gap", Integer.toString(c.timeGap()));
        settings.put("token-expansion", Double.toString(c.tokenExpansion()));
        settings.put("channel-expansion", Double.toString(c.channelExpansion()));
        settings.put("dropout", Float.toString(c.dropout()));
        settings.put("learning-rate", Double.toString(c.learningRate()));
        settings.put("shared-draws", c.mergeDropout() ? "merged" : "separate");
    }

    private static GraphMixerConfig graphMixerConfig(Map<String, String> options) {
        GraphMixerConfig p = GraphMixerConfig.PUBLISHED;
        refuseUnknown(
                "graphmixer",
                options,
                Set.of(
                        "node-width",
                        "edge-width",
                        "time-width",
                        "layers",
                        "neighbors",
                        "sampling",
                        "time-gap",
                        "token-expansion",
                        "channel-expansion",
                        "dropout",
                        "learning-rate",
                        "shared-draws"));
        return new GraphMixerConfig(
                option(options, "node-width", p.nodeWidth(), Integer::valueOf),
                option(options, "edge-width", p.edgeWidth(), Integer::valueOf),
                option(options, "time-width", p.timeWidth(), Integer::valueOf),
                option(options, "layers", p.layers(), Integer::valueOf),
                option(options, "neighbors", p.neighbors(), Integer::valueOf),
                option(options, "sampling", p.sampling(), ModelRegistry::sampling),
                option(options, "time-gap", p.timeGap(), Integer::valueOf),
                option(options, "token-expansion", p.tokenExpansion(), Double::valueOf),
                option(options, "channel-expansion", p.channelExpansion(), Double::valueOf),
                option(options, "dropout", p.dropout(), Float::valueOf),
                option(options, "learning-rate", p.learningRate(), Double::valueOf),
                option(options, "shared-draws", p.mergeDropout(), ModelRegistry::merged));
    }

    static Sampling sampling(String text) {
        return switch (text) {
            case "recent" -> Sampling.RECENT;
            case "uniform" -> Sampling.UNIFORM;
            default -> throw InvalidInput.at("option sampling", "recent or uniform", text);
        };
    }

    static Boolean merged(String text) {
        return switch (text) {
            case "merged" -> true;
            case "separate" -> false;
            default -> throw InvalidInput.at("option shared-draws", "merged or separate", text);
        };
    }

    static <T> T option(Map<String, String> options, String name, T published, Function<String, T> parse) {
        String text = options.get(name);
        try {
            return text == null ? published : parse.apply(text);
        } catch (NumberFormatException e) {
            throw new InvalidInput("option " + name + ": expected a number, found " + text, e);
        }
    }

    static void refuseUnknown(String model, Map<String, String> options, Set<String> known) {
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
        if (!NAMES.contains(lower) && !names().contains(lower)) {
            throw InvalidInput.at("model", "one of " + names(), name);
        }
        return lower;
    }
}
