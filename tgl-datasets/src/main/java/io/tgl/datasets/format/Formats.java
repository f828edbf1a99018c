package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.LoadedEvents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads data sets of every {@link DataFormat}. Data are taken whole or refused with {@link InvalidInput}, which names
 * file, line or row, column, what was expected and what was found. Nothing is rounded, dropped or merged: rows out of
 * order are sorted stably, duplicates, self-loops and equal times are kept, and all of it is counted and said.
 */
public final class Formats {
    private Formats() {}

    /** Reads {@code files} as the format of that name; {@code auto} finds it out. */
    public static ImportedEvents read(String format, List<Path> files, FormatOptions options) {
        return read(DataFormat.of(format), files, options);
    }

    /** Reads {@code files} as that format. */
    public static ImportedEvents read(DataFormat format, List<Path> files, FormatOptions options) {
        if (files.size() != 1) {
            throw InvalidInput.at("files of a data set", "one file", files.size());
        }
        TimeGranularity unit = options.timeUnit().orElse(TimeGranularity.SECONDS);
        TableOptions table = new TableOptions(
                options.columns(),
                options.header(),
                options.delimiter(),
                unit,
                options.tick(),
                options.sortByTime(),
                options.nodeIds());
        LoadedEvents loaded = EventTables.load(files.getFirst(), table);
        List<String> notes = new ArrayList<>();
        if (loaded.rowsMoved() > 0) {
            notes.add("rows were not in order of time: sorted stably, " + loaded.rowsMoved() + " rows moved");
        }
        EventStatistics statistics = EventStatistics.of(loaded.events(), loaded.rowsMoved());
        FileRows rows = new FileRows(
                List.of(files.getFirst().toString()), List.of(loaded.events().size()), Optional.empty());
        return new ImportedEvents(
                format, loaded, statistics, notes, rows, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
