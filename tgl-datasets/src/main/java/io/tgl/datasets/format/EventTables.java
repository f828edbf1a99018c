package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.ArrowEventReader;
import io.tgl.core.io.ArrowReadOptions;
import io.tgl.core.io.ColumnNames;
import io.tgl.core.io.InputFile;
import io.tgl.core.io.LoadedEvents;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Loads a table of events whatever its format: Arrow IPC (file or stream) or delimited text, either of them plain or
 * compressed with zstd or gzip. A fault is an {@link InvalidInput} that names file, line or row, column, what was expected
 * and what was found; a table is taken whole or refused.
 */
public final class EventTables {
    private static final ColumnNames USUAL = ColumnNames.USUAL;

    private EventTables() {}

    /** Loads a file. */
    public static LoadedEvents load(Path file, TableOptions options) {
        return load(file, options, FormatOptions.DEFAULT_MAX_BYTES);
    }

    /** Loads a file of at most so many bytes, decompressed. */
    static LoadedEvents load(Path file, TableOptions options, long maxBytes) {
        try (BufferedInputStream in = TextSource.open(file, maxBytes)) {
            if (TextSource.isArrow(in)) {
                return loadArrow(in, file, options, maxBytes);
            }
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
        if (!Files.isRegularFile(file)) {
            throw InvalidInput.at(file.toString(), "Arrow IPC messages, as from a pipe only these are read", "others");
        }
        return TableReader.strict(file, options).table();
    }

    /** An uncompressed file is opened as such: its end tells at once whether it is whole. */
    private static ArrowEventReader open(BufferedInputStream in, Path file, ArrowReadOptions options)
            throws IOException {
        return Files.isRegularFile(file) && TextSource.isPlain(file)
                ? ArrowEventReader.open(file, options)
                : ArrowEventReader.open(in, file.toString(), options);
    }

    private static LoadedEvents loadArrow(BufferedInputStream in, Path file, TableOptions options, long maxBytes)
            throws IOException {
        ArrowReadOptions arrow = ArrowReadOptions.USUAL
                .withColumns(columnNames(options.columns()))
                .withNodeIds(options.nodeIds())
                .withSortByTime(options.sortByTime())
                .withGranularity(options.timeUnit())
                .withMaxBatchBytes(Math.min(maxBytes, ArrowReadOptions.USUAL.maxBatchBytes()));
        try (ArrowEventReader reader = open(in, file, arrow)) {
            LoadedEvents loaded = reader.readAll();
            TimeGranularity kept = loaded.events().granularity();
            if (options.tick().isPresent() && options.ticks() != kept) {
                throw InvalidInput.at(file + ", column time", "times in " + options.ticks(), "times in " + kept);
            }
            return loaded;
        }
    }

    /** Arrow tables always name their columns; features are one list column there. */
    private static ColumnNames columnNames(List<String> columns) {
        if (columns.isEmpty()) {
            return USUAL;
        }
        if (columns.size() < 3) {
            throw InvalidInput.at("columns", "at least three: source, destination, time", String.join(",", columns));
        }
        String relation = USUAL.relation();
        String weight = USUAL.weight();
        String label = USUAL.label();
        String features = USUAL.features();
        for (String column : columns.subList(3, columns.size())) {
            int split = column.indexOf('=');
            String name = column.substring(split + 1);
            switch (split < 0 ? column : column.substring(0, split)) {
                case "relation" -> relation = name;
                case "weight" -> weight = name;
                case "label" -> label = name;
                default -> features = name;
            }
        }
        return new ColumnNames(columns.get(0), columns.get(1), columns.get(2), relation, weight, label, features);
    }
}
