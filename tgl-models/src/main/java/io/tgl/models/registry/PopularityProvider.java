package io.tgl.models.registry;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.RecordSettings;
import io.tgl.models.heuristic.Popularity;
import io.tgl.models.model.Scorer;
import java.util.Map;

/** Popularity with the half-life that the options name. */
final class PopularityProvider implements ModelProvider {
    private static final Settings TIMELESS = new Settings(Double.POSITIVE_INFINITY);

    /**
     * Its settings.
     *
     * @param halfLife in seconds; Infinity counts all events alike
     */
    public record Settings(double halfLife) {
        /** Checks the range. */
        public Settings {
            if (!(halfLife > 0)) {
                throw InvalidInput.at("option half-life", "seconds above 0, or Infinity", halfLife);
            }
        }
    }

    @Override
    public String name() {
        return "popularity";
    }

    @Override
    public boolean isLearned() {
        return false;
    }

    @Override
    public Scorer create(ModelContext context) {
        Settings settings = RecordSettings.read(name(), TIMELESS, context.options());
        return new Popularity(settings.halfLife() / context.secondsPerTick());
    }

    @Override
    public Map<String, String> settings(Map<String, String> options) {
        return RecordSettings.texts(RecordSettings.read(name(), TIMELESS, options));
    }
}
