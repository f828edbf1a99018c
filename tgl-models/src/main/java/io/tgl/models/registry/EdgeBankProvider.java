package io.tgl.models.registry;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.RecordSettings;
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
    /** Length of the sliding window in ticks. */
    private static final String WINDOW = "window";

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
        switch (memory) {
            case EdgeBankMemory.FixedProportion(double proportion) ->
                settings.put(PROPORTION, Double.toString(proportion));
            case EdgeBankMemory.SlidingWindow(double ticks) -> settings.put(WINDOW, Double.toString(ticks));
            case EdgeBankMemory.Unlimited _, EdgeBankMemory.RepeatInterval _, EdgeBankMemory.RepeatThreshold _ -> {}
        }
        return settings;
    }

    private EdgeBankMemory memory(Map<String, String> options) {
        String mode = options.getOrDefault(MEMORY, "unlimited");
        List<String> known = switch (mode) {
            case "fixed_proportion" -> List.of(MEMORY, PROPORTION);
            case "sliding_window" -> List.of(MEMORY, WINDOW);
            default -> List.of(MEMORY);
        };
        RecordSettings.refuseUnknown(name(), options, known);
        return switch (mode) {
            case "unlimited" -> new EdgeBankMemory.Unlimited();
            case "fixed_proportion" ->
                new EdgeBankMemory.FixedProportion(
                        number(PROPORTION, options.get(PROPORTION), EdgeBankMemory.PUBLISHED_PROPORTION));
            case "sliding_window" -> new EdgeBankMemory.SlidingWindow(number(WINDOW, options.get(WINDOW), Double.NaN));
            case "repeat_interval" -> new EdgeBankMemory.RepeatInterval();
            case "repeat_threshold" -> new EdgeBankMemory.RepeatThreshold();
            default ->
                throw InvalidInput.at(
                        "option memory",
                        "unlimited, fixed_proportion, sliding_window, repeat_interval or repeat_threshold",
                        mode);
        };
    }

    private static double number(String name, @Nullable String text, double usual) {
        try {
            return text == null ? usual : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new InvalidInput("option " + name + ": expected a number, found " + text, e);
        }
    }
}
