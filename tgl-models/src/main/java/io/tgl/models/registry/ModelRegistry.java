package io.tgl.models.registry;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.kernel.Compute;
import io.tgl.models.attention.DyGFormer;
import io.tgl.models.attention.DyGFormerConfig;
import io.tgl.models.attention.Tcl;
import io.tgl.models.attention.TclConfig;
import io.tgl.models.attention.Tgat;
import io.tgl.models.attention.TgatConfig;
import io.tgl.models.memory.DyRep;
import io.tgl.models.memory.DyRepConfig;
import io.tgl.models.memory.Jodie;
import io.tgl.models.memory.JodieConfig;
import io.tgl.models.memory.TgbTgn;
import io.tgl.models.memory.TgbTgnConfig;
import io.tgl.models.memory.Tgn;
import io.tgl.models.memory.TgnConfig;
import io.tgl.models.memory.TgnV2;
import io.tgl.models.mixer.GraphMixer;
import io.tgl.models.mixer.GraphMixerConfig;
import io.tgl.models.model.Checkpoint;
import io.tgl.models.model.EncodedClassScorer;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.walk.Cawn;
import io.tgl.models.walk.CawnConfig;
import io.tgl.models.walk.Nat;
import io.tgl.models.walk.NatConfig;
import io.tgl.models.walk.TpNet;
import io.tgl.models.walk.TpNetConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The models by name, with their published settings; those of other jars come from their {@link ModelProvider}s. */
public final class ModelRegistry {
    private static final List<ModelProvider> BUILT_IN = List.of(
            new EdgeBankProvider(),
            new PopularityProvider(),
            new ConfiguredModel<>("jodie", JodieConfig.PUBLISHED, Jodie::new),
            new ConfiguredModel<>("dyrep", DyRepConfig.PUBLISHED, DyRep::new),
            new ConfiguredModel<>("tgn", TgnConfig.PUBLISHED, Tgn::new),
            new ConfiguredModel<>("tgb-tgn", TgbTgnConfig.PUBLISHED, TgbTgn::new),
            new ConfiguredModel<>("tgnv2", TgnV2.PUBLISHED, TgnV2::create),
            new ConfiguredModel<>("tgat", TgatConfig.PUBLISHED, Tgat::scorer),
            new ConfiguredModel<>("graphmixer", GraphMixerConfig.PUBLISHED, GraphMixer::scorer),
            new ConfiguredModel<>("tcl", TclConfig.PUBLISHED, Tcl::scorer),
            new ConfiguredModel<>("dygformer", DyGFormerConfig.PUBLISHED, DyGFormer::scorer),
            new ConfiguredModel<>("cawn", CawnConfig.PUBLISHED, Cawn::scorer),
            new ConfiguredModel<>("nat", NatConfig.PUBLISHED, Nat::new),
            new ConfiguredModel<>("tpnet", TpNetConfig.PUBLISHED, TpNet::new));

    private ModelRegistry() {}

    /** Names that {@link #create} knows, in lower case: the built-in ones, then those of other jars in order. */
    public static List<String> names() {
        return List.copyOf(providers().keySet());
    }

    /** Whether the model has parameters to train. */
    public static boolean isLearned(String name) {
        return provider(name).isLearned();
    }

    /** A fresh model. */
    public static Scorer create(String name, ModelContext context) {
        return provider(name).create(context);
    }

    /**
     * The model of a checkpoint, with its parameters and the empty state; a {@link io.tgl.models.model.ClassScorer} if the
     * parameters hold an affinity head.
     */
    public static Scorer load(
            Checkpoint checkpoint, FeatureTable nodeFeatures, FeatureTable edgeFeatures, Compute compute) {
        Scorer model = create(
                checkpoint.model(),
                new ModelContext(
                        nodeFeatures,
                        edgeFeatures,
                        checkpoint.secondsPerTick(),
                        checkpoint.seed(),
                        checkpoint.options(),
                        compute));
        if (EncodedClassScorer.isIn(checkpoint.parameters())) {
            model = EncodedClassScorer.of(model, checkpoint.parameters(), compute);
        } else if (model instanceof TrainableScorer learnt) {
            learnt.loadParameters(checkpoint.parameters());
        }
        model.reset();
        return model;
    }

    /** All settings of a model under these options, in a fixed order, for records and {@code --help}. */
    public static Map<String, String> settings(String name, Map<String, String> options) {
        return provider(name).settings(options);
    }

    private static ModelProvider provider(String name) {
        Map<String, ModelProvider> known = providers();
        ModelProvider provider = known.get(name.toLowerCase(Locale.ROOT));
        if (provider == null) {
            throw InvalidInput.at("model", "one of " + known.keySet(), name);
        }
        return provider;
    }

    /** The built-in models and those of other jars that the thread's class loader finds now. */
    private static Map<String, ModelProvider> providers() {
        Map<String, ModelProvider> found = new LinkedHashMap<>();
        BUILT_IN.forEach(provider -> found.put(provider.name(), provider));
        Map<String, ModelProvider> others = new TreeMap<>();
        for (ModelProvider provider : ServiceLoader.load(ModelProvider.class)) {
            String name = provider.name();
            if (found.containsKey(name)
                    || !name.equals(name.toLowerCase(Locale.ROOT))
                    || others.put(name, provider) != null) {
                throw InvalidInput.at(provider.getClass().getName(), "a new name in lower case", name);
            }
        }
        found.putAll(others);
        return found;
    }
}
