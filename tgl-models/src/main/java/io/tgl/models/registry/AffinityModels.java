package io.tgl.models.registry;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.RecordSettings;
import io.tgl.models.heuristic.LabelAverage;
import io.tgl.models.heuristic.MessageAverage;
import io.tgl.models.model.AffinityScorer;
import io.tgl.models.model.EncodedAffinity;
import io.tgl.models.model.Encoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Models of node affinity by name: three heuristics, and every node-wise encoder of {@link ModelRegistry} with a head. */
public final class AffinityModels {
    /** The last label of a node. */
    public static final String PERSISTENT = "persistent";
    /** The moving average of a node's labels; setting {@code window}. */
    public static final String MOVING_AVERAGE = "moving-average";
    /** The mean of the last weights of a source and a class; setting {@code window}. */
    public static final String MESSAGE_AVERAGE = "message-average";

    private static final List<String> HEURISTICS = List.of(PERSISTENT, MOVING_AVERAGE, MESSAGE_AVERAGE);
    private static final String WINDOW = "window";
    private static final int LABELS = 7;
    private static final int MESSAGES = 2048;

    private AffinityModels() {}

    /** Names of the heuristics. */
    public static List<String> heuristics() {
        return HEURISTICS;
    }

    /** Whether the model has parameters to train. */
    public static boolean isLearned(String name) {
        return !HEURISTICS.contains(name) && ModelRegistry.isLearned(name);
    }

    /** All settings of a model under these options, in a fixed order. */
    public static Map<String, String> settings(String name, Map<String, String> options) {
        if (!HEURISTICS.contains(name)) {
            return ModelRegistry.settings(name, options);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        if (!name.equals(PERSISTENT)) {
            settings.put(WINDOW, Integer.toString(window(name, options)));
        }
        RecordSettings.refuseUnknown(name, options, List.copyOf(settings.keySet()));
        return settings;
    }

    private static int window(String name, Map<String, String> options) {
        String text = options.getOrDefault(WINDOW, Integer.toString(name.equals(MOVING_AVERAGE) ? LABELS : MESSAGES));
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new InvalidInput("option window of " + name + ": expected a number, found " + text, e);
        }
    }

    /**
     * A fresh model.
     *
     * @param classOf class of each node, -1 for none
     * @param classes C
     * @throws InvalidInput for a model that does not embed nodes by themselves
     */
    public static AffinityScorer create(String name, int[] classOf, int classes, ModelContext context) {
        Map<String, String> settings = settings(name, context.options());
        int nodes = classOf.length;
        return switch (name) {
            case PERSISTENT -> LabelAverage.persistentForecast(nodes, classes);
            case MOVING_AVERAGE -> LabelAverage.movingAverage(nodes, classes, window(name, context.options()));
            case MESSAGE_AVERAGE -> new MessageAverage(classOf, classes, window(name, context.options()));
            default -> learned(name, classes, settings, context);
        };
    }

    private static AffinityScorer learned(
            String name, int classes, Map<String, String> settings, ModelContext context) {
        if (ModelRegistry.create(name, context) instanceof Encoder encoder) {
            EncodedAffinity.Settings training = new EncodedAffinity.Settings(
                    Float.parseFloat(settings.getOrDefault("dropout", "0")),
                    Double.parseDouble(settings.getOrDefault("learning-rate", "1e-4")),
                    context.seed());
            return new EncodedAffinity(encoder, classes, training, context.compute());
        }
        throw InvalidInput.at("node affinity", "a model that embeds nodes, or one of " + HEURISTICS, name);
    }
}
