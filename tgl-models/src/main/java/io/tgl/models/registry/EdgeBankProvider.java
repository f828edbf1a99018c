package io.tgl.models.registry;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.heuristic.EdgeBank;
import io.tgl.models.heuristic.EdgeBankMemory;
import io.tgl.models.model.Scorer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** EdgeBank with the memory that the options name. */
final class EdgeBankProvider implements ModelProvider {
    private static final String MEMORY = "memory";
    private static final String PROPORTION = "proportion";

    @Override
    public String name() {
        return "edgebank";
    }

    @Override
    public boolean isLearned() {
        return false;
    }

    @Override
    public Scorer create(ModelContext context) {
        return new EdgeBank(memory(context.options()));
    }

    @Override
    public Map<String, String> settings(Map<String, String> options) {
        EdgeBankMemory memory = memory(options);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(MEMORY, memory.mode());
        if (memory instanceof EdgeBankMemory.FixedProportion(double proportion)) {
            settings.put(PROPORTION, Double.toString(proportion));
        }
        return settings;
    }

    private EdgeBankMemory memory(Map<String, String> options) {
        String mode = options.getOrDefault(MEMORY, "unlimited");
        boolean window = mode.equals("fixed_proportion");
        RecordSettings.refuseUnknown(name(), options, window ? List.of(MEMORY, PROPORTION) : List.of(MEMORY));
        return switch (mode) {
            case "unlimited" -> new EdgeBankMemory.Unlimited();
            case "fixed_proportion" -> new EdgeBankMemory.FixedProportion(proportion(options.get(PROPORTION)));
            case "repeat_interval" -> new EdgeBankMemory.RepeatInterval();
            case "repeat_threshold" -> new EdgeBankMemory.RepeatThreshold();
            default ->
                throw InvalidInput.at(
                        "option memory", "unlimited, fixed_proportion, repeat_interval or repeat_threshold", mode);
        };
    }

    private static double proportion(@Nullable String text) {
        try {
            return text == null ? EdgeBankMemory.PUBLISHED_PROPORTION : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new InvalidInput("option proportion: expected a number, found " + text, e);
        }
    }
}
