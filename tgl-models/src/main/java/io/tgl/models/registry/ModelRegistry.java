package io.tgl.models.registry;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.heuristic.EdgeBank;
import io.tgl.models.heuristic.EdgeBankMemory;
import io.tgl.models.memory.Tgn;
import io.tgl.models.memory.TgnConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Builds models by name with their published settings, or with others where the context says so. */
public final class ModelRegistry {
    private static final Map<String, Function<ModelContext, BuiltModel>> MODELS = models();

    private ModelRegistry() {}

    private static Map<String, Function<ModelContext, BuiltModel>> models() {
        Map<String, Function<ModelContext, BuiltModel>> models = new LinkedHashMap<>();
        models.put("edgebank", context -> edgeBank(new EdgeBankMemory.Unlimited(), context));
        models.put("edgebank-window", ModelRegistry::edgeBankWindow);
        models.put("edgebank-repeat", context -> edgeBank(new EdgeBankMemory.RepeatInterval(), context));
        models.put("edgebank-threshold", context -> edgeBank(new EdgeBankMemory.RepeatThreshold(), context));
        models.put("tgn", context -> tgn(TgnConfig.PUBLISHED.layers(), context));
        models.put("tgn-2l", context -> tgn(2, context));
        return models;
    }

    /** The names that {@link #create} knows. */
    public static List<String> names() {
        return List.copyOf(MODELS.keySet());
    }

    /** Refuses a name that {@link #create} does not know. */
    public static void check(String name) {
        builder(name);
    }

    /**
     * Builds a model.
     *
     * @throws InvalidInput for an unknown name or setting, or one out of range
     */
    public static BuiltModel create(String name, ModelContext context) {
        return builder(name).apply(context);
    }

    private static Function<ModelContext, BuiltModel> builder(String name) {
        Function<ModelContext, BuiltModel> builder = MODELS.get(name.toLowerCase(Locale.ROOT));
        if (builder == null) {
            throw InvalidInput.at("model", "one of " + String.join(", ", MODELS.keySet()), name);
        }
        return builder;
    }

    private static BuiltModel edgeBankWindow(ModelContext context) {
        Settings settings = new Settings("EdgeBank", context.settings());
        double proportion = settings.real("proportion", EdgeBankMemory.PUBLISHED_PROPORTION);
        return new BuiltModel(new EdgeBank(new EdgeBankMemory.FixedProportion(proportion)), settings.used());
    }

    private static BuiltModel edgeBank(EdgeBankMemory memory, ModelContext context) {
        return new BuiltModel(new EdgeBank(memory), new Settings("EdgeBank", context.settings()).used());
    }

    private static BuiltModel tgn(int layers, ModelContext context) {
        TgnConfig published = TgnConfig.PUBLISHED;
        Settings settings = new Settings("TGN", context.settings());
        TgnConfig config = new TgnConfig(
                settings.integer("node_width", published.nodeWidth()),
                settings.integer("edge_width", published.edgeWidth()),
                settings.integer("time_width", published.timeWidth()),
                settings.integer("layers", layers),
                settings.integer("heads", published.heads()),
                settings.integer("neighbors", published.neighbors()),
                settings.real("dropout", published.dropout()),
                settings.real("learning_rate", published.learningRate()),
                settings.choice("merge_dropout", published.mergeDropout()));
        Map<String, String> used = settings.used();
        Tgn model = new Tgn(
                config,
                context.nodeFeatures(),
                context.edgeFeatures(),
                context.granularity().seconds(),
                context.seed(),
                context.compute());
        return new BuiltModel(model, used);
    }
}
