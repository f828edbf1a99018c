package io.tgl.datasets.synthetic;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.RecordSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The processes by name, with settings that show what each is for. */
public final class SyntheticProcesses {
    private static final Map<String, Kind<?>> KINDS = new LinkedHashMap<>();

    static {
        add(PeriodicPairs.USUAL);
        add(RecentAttachment.USUAL);
        add(ChangingBlocks.USUAL);
        add(HawkesPairs.USUAL);
        add(RepeatConsumption.USUAL);
    }

    /** Settings by default. */
    private record Kind<P extends Record & SyntheticProcess>(P usual) {
        SyntheticProcess with(Map<String, String> settings) {
            return RecordSettings.read(usual.name(), usual, settings);
        }
    }

    private SyntheticProcesses() {}

    private static <P extends Record & SyntheticProcess> void add(P usual) {
        KINDS.put(usual.name(), new Kind<>(usual));
    }

    /** Names that {@link #of} knows, in lower case. */
    public static List<String> names() {
        return List.copyOf(KINDS.keySet());
    }

    /**
     * The process of that name.
     *
     * @param settings components of its record that differ from the usual ones, as in {@link RecordSettings}
     * @throws InvalidInput for a name or a setting that is not known, or a value out of its range
     */
    public static SyntheticProcess of(String name, Map<String, String> settings) {
        return kind(name).with(settings);
    }

    /** All settings under these ones, by name. */
    public static Map<String, String> settings(String name, Map<String, String> settings) {
        return RecordSettings.texts((Record) of(name, settings));
    }

    private static Kind<?> kind(String name) {
        Kind<?> kind = KINDS.get(name.toLowerCase(Locale.ROOT));
        if (kind == null) {
            throw InvalidInput.at("synthetic process", "one of " + names(), name);
        }
        return kind;
    }
}
