package io.tgl.models.registry;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.walk.CawnConfig;
import io.tgl.models.walk.CawnConfig.Sampling;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** CAWN's settings by name. */
final class CawnSettings {
    private CawnSettings() {}

    /** The published configuration with these changes. */
    static CawnConfig config(Map<String, String> options) {
        CawnConfig p = CawnConfig.PUBLISHED;
        ModelRegistry.refuseUnknown(
                "cawn",
                options,
                Set.of(
                        "node-width",
                        "edge-width",
                        "time-width",
                        "position-width",
                        "walk-length",
                        "neighbors",
                        "heads",
                        "sampling",
                        "alpha",
                        "dropout",
                        "learning-rate",
                        "shared-draws"));
        return new CawnConfig(
                ModelRegistry.option(options, "node-width", p.nodeWidth(), Integer::valueOf),
                ModelRegistry.option(options, "edge-width", p.edgeWidth(), Integer::valueOf),
                ModelRegistry.option(options, "time-width", p.timeWidth(), Integer::valueOf),
                ModelRegistry.option(options, "position-width", p.positionWidth(), Integer::valueOf),
                ModelRegistry.option(options, "walk-length", p.walkLength(), Integer::valueOf),
                ModelRegistry.option(options, "neighbors", p.neighbors(), Integer::valueOf),
                ModelRegistry.option(options, "heads", p.heads(), Integer::valueOf),
                ModelRegistry.option(options, "sampling", p.sampling(), CawnSettings::sampling),
                ModelRegistry.option(options, "alpha", p.alpha(), Double::valueOf),
                ModelRegistry.option(options, "dropout", p.dropout(), Float::valueOf),
                ModelRegistry.option(options, "learning-rate", p.learningRate(), Double::valueOf),
                ModelRegistry.option(options, "shared-draws", p.mergeDraws(), ModelRegistry::merged));
    }

    /** Writes all settings. */
    static void put(Map<String, String> settings, CawnConfig c) {
        settings.put("node-width", Integer.toString(c.nodeWidth()));
        settings.put("edge-width", Integer.toString(c.edgeWidth()));
        settings.put("time-width", Integer.toString(c.timeWidth()));
        settings.put("position-width", Integer.toString(c.positionWidth()));
        settings.put("walk-length", Integer.toString(c.walkLength()));
        settings.put("neighbors", Integer.toString(c.neighbors()));
        settings.put("heads", Integer.toString(c.heads()));
        settings.put("sampling", c.sampling().name().toLowerCase(Locale.ROOT));
        settings.put("alpha", Double.toString(c.alpha()));
        settings.put("dropout", Float.toString(c.dropout()));
        settings.put("learning-rate", Double.toString(c.learningRate()));
        settings.put("shared-draws", c.mergeDraws() ? "merged" : "separate");
    }

    private static Sampling sampling(String text) {
        return switch (text) {
            case "time_interval_aware" -> Sampling.TIME_INTERVAL_AWARE;
            case "uniform" -> Sampling.UNIFORM;
            case "recent" -> Sampling.RECENT;
            default -> throw InvalidInput.at("option sampling", "time_interval_aware, uniform or recent", text);
        };
    }
}
