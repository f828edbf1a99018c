package io.tgl.models.registry;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.attention.DyGFormerConfig;
import io.tgl.models.attention.DyGFormerConfig.Padding;
import io.tgl.models.attention.TclConfig;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Settings of the models over sequences of neighbors, from and to text. */
final class SequenceSettings {
    private SequenceSettings() {}

    static TclConfig tcl(Map<String, String> options) {
        TclConfig p = TclConfig.PUBLISHED;
        ModelRegistry.refuseUnknown("tcl", options, texts(p).keySet());
        return new TclConfig(
                ModelRegistry.option(options, "node-width", p.nodeWidth(), Integer::valueOf),
                ModelRegistry.option(options, "edge-width", p.edgeWidth(), Integer::valueOf),
                ModelRegistry.option(options, "time-width", p.timeWidth(), Integer::valueOf),
                ModelRegistry.option(options, "layers", p.layers(), Integer::valueOf),
                ModelRegistry.option(options, "heads", p.heads(), Integer::valueOf),
                ModelRegistry.option(options, "neighbors", p.neighbors(), Integer::valueOf),
                ModelRegistry.option(options, "sampling", p.sampling(), ModelRegistry::sampling),
                ModelRegistry.option(options, "dropout", p.dropout(), Float::valueOf),
                ModelRegistry.option(options, "learning-rate", p.learningRate(), Double::valueOf),
                ModelRegistry.option(options, "shared-draws", p.mergeDropout(), ModelRegistry::merged));
    }

    static Map<String, String> texts(TclConfig c) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("node-width", Integer.toString(c.nodeWidth()));
        settings.put("edge-width", Integer.toString(c.edgeWidth()));
        settings.put("time-width", Integer.toString(c.timeWidth()));
        settings.put("layers", Integer.toString(c.layers()));
        settings.put("heads", Integer.toString(c.heads()));
        settings.put("neighbors", Integer.toString(c.neighbors()));
        settings.put("sampling", c.sampling().name().toLowerCase(Locale.ROOT));
        putTraining(settings, c.dropout(), c.learningRate(), c.mergeDropout());
        return settings;
    }

    static DyGFormerConfig dygformer(Map<String, String> options) {
        DyGFormerConfig p = DyGFormerConfig.PUBLISHED;
        ModelRegistry.refuseUnknown("dygformer", options, texts(p).keySet());
        return new DyGFormerConfig(
                ModelRegistry.option(options, "node-width", p.nodeWidth(), Integer::valueOf),
                ModelRegistry.option(options, "edge-width", p.edgeWidth(), Integer::valueOf),
                ModelRegistry.option(options, "time-width", p.timeWidth(), Integer::valueOf),
                ModelRegistry.option(options, "channel-width", p.channelWidth(), Integer::valueOf),
                ModelRegistry.option(options, "layers", p.layers(), Integer::valueOf),
                ModelRegistry.option(options, "heads", p.heads(), Integer::valueOf),
                ModelRegistry.option(options, "max-length", p.maxLength(), Integer::valueOf),
                ModelRegistry.option(options, "patch", p.patch(), Integer::valueOf),
                ModelRegistry.option(options, "padding", p.padding(), SequenceSettings::padding),
                ModelRegistry.option(options, "dropout", p.dropout(), Float::valueOf),
                ModelRegistry.option(options, "learning-rate", p.learningRate(), Double::valueOf),
                ModelRegistry.option(options, "shared-draws", p.mergeDropout(), ModelRegistry::merged));
    }

    static Map<String, String> texts(DyGFormerConfig c) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("node-width", Integer.toString(c.nodeWidth()));
        settings.put("edge-width", Integer.toString(c.edgeWidth()));
        settings.put("time-width", Integer.toString(c.timeWidth()));
        settings.put("channel-width", Integer.toString(c.channelWidth()));
        settings.put("layers", Integer.toString(c.layers()));
        settings.put("heads", Integer.toString(c.heads()));
        settings.put("max-length", Integer.toString(c.maxLength()));
        settings.put("patch", Integer.toString(c.patch()));
        settings.put("padding", c.padding().name().toLowerCase(Locale.ROOT));
        putTraining(settings, c.dropout(), c.learningRate(), c.mergeDropout());
        return settings;
    }

    private static Padding padding(String text) {
        return switch (text) {
            case "batch" -> Padding.BATCH;
            case "fixed" -> Padding.FIXED;
            case "none" -> Padding.NONE;
            default -> throw InvalidInput.at("option padding", "batch, fixed or none", text);
        };
    }

    private static void putTraining(Map<String, String> settings, float dropout, double learningRate, boolean merged) {
        settings.put("dropout", Float.toString(dropout));
        settings.put("learning-rate", Double.toString(learningRate));
        settings.put("shared-draws", merged ? "merged" : "separate");
    }
}
