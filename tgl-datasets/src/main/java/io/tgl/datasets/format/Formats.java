package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads data sets of every {@link DataFormat}. Data are taken whole or refused with {@link InvalidInput}, which names
 * file, line or row, column, what was expected and what was found. Nothing is rounded, dropped or merged: rows out of
 * order are sorted stably, duplicates, self-loops and equal times are kept, and all of it is counted and said.
 */
public final class Formats {
    private static final List<String> EDGES = List.of("src", "dst", "time");

    private Formats() {}

    /** Reads {@code files} as the format of that name. */
    public static ImportedEvents read(String format, List<Path> files, FormatOptions options) {
        return read(DataFormat.of(format), files, options);
    }

    /** Reads {@code files} as that format. */
    public static ImportedEvents read(DataFormat format, List<Path> files, FormatOptions options) {
        if (files.isEmpty()) {
            throw InvalidInput.at("files of a data set", "at least one", 0);
        }
        return switch (format) {
            case CSV -> table(format, files, options, LayoutRule.told(options.columns()), TimeRules.found(options));
            case JODIE -> table(format, files, bipartite(options), LayoutRule.byPosition(LayoutRule.INTERACTIONS));
            case DGB -> DgbReader.read(files, options);
            case TGB -> table(format, files, options, LayoutRule.tgb());
            case SNAP -> edges(format, files, options, LayoutRule.byPosition(EDGES), RowSink.Extra.NONE);
            case KONECT -> edges(format, files, options, LayoutRule.konect(), RowSink.Extra.NONE);
            case SOCIOPATTERNS -> edges(format, files, options, LayoutRule.socioPatterns(), new NodeClasses(3, 4));
            case TKG -> new KnowledgeGraphReader(format, options).read(files);
            case INTERVALS -> new KnowledgeGraphReader(format, options).read(files);
            case SNAPSHOTS -> SnapshotReader.read(files, options);
            case PYG_TEMPORAL -> new PygTemporalReader(options).read(files);
            case PLANETOID -> PlanetoidReader.events(options, files);
            case SENSORS -> new SensorReader(options).read(files);
            case ARROW -> ArrowTables.read(files, options);
            case PARQUET -> new ParquetReader(options).read(files);
            case NUMPY -> new NumpyReader(options).read(files);
        };
    }

    private static FormatOptions bipartite(FormatOptions options) {
        return options.bipartite().isPresent() ? options : options.withBipartite(true);
    }

    private static ImportedEvents table(DataFormat format, List<Path> files, FormatOptions options, LayoutRule layout) {
        return table(format, files, options, layout, TimeRules.usual(options, TimeGranularity.SECONDS));
    }

    private static ImportedEvents table(
            DataFormat format, List<Path> files, FormatOptions options, LayoutRule layout, TimeRules times) {
        LayoutRule own = options.columns().isEmpty() ? layout : LayoutRule.told(options.columns());
        boolean apart = options.bipartite().orElse(false);
        TableRules rules = new TableRules(own, options.header(), options.delimiter(), false, times, apart);
        return new TableReader(format, options, rules).read(files, RowSink.Extra.NONE);
    }

    /** Edge lists: fields between any spaces and tabs, comments anywhere, no header. */
    private static ImportedEvents edges(
            DataFormat format, List<Path> files, FormatOptions options, LayoutRule layout, RowSink.Extra extra) {
        LayoutRule own = options.columns().isEmpty() ? layout : LayoutRule.told(options.columns());
        TableRules rules = new TableRules(
                own,
                Optional.of(options.header().orElse(false)),
                Optional.of(options.delimiter().orElse(FieldScanner.BLANKS)),
                true,
                TimeRules.usual(options, TimeGranularity.SECONDS),
                options.bipartite().orElse(false));
        return new TableReader(format, options, rules).read(files, extra);
    }
}
