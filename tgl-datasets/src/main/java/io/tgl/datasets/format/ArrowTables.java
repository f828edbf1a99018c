package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.InputFile;
import io.tgl.core.io.LoadedEvents;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Arrow IPC as a format among the others: what was loaded, counted and said. */
final class ArrowTables {
    private ArrowTables() {}

    static ImportedEvents read(List<Path> files, FormatOptions options) {
        if (files.size() != 1) {
            throw InvalidInput.at("files of an Arrow table", "one file", files.size());
        }
        Path file = files.getFirst();
        try (BufferedInputStream in = TextSource.open(file, options.maxBytes())) {
            if (!TextSource.isArrow(in)) {
                throw InvalidInput.at(file.toString(), "Arrow IPC", "something else");
            }
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
        TableOptions table = new TableOptions(
                options.columns(),
                options.header(),
                options.delimiter(),
                options.timeUnit().orElse(TimeGranularity.SECONDS),
                options.tick(),
                options.sortByTime(),
                options.nodeIds());
        return counted(DataFormat.ARROW, file.toString(), EventTables.load(file, table, options.maxBytes()));
    }

    private static ImportedEvents counted(DataFormat format, String name, LoadedEvents loaded) {
        EventStatistics statistics = EventStatistics.of(loaded.events(), loaded.rowsMoved());
        List<String> notes = new ArrayList<>();
        if (loaded.rowsMoved() > 0) {
            notes.add("rows were not in order of time: sorted stably, " + loaded.rowsMoved() + " of "
                    + statistics.events() + " rows moved");
        }
        FileRows rows = new FileRows(List.of(name), List.of(statistics.events()), Optional.empty());
        return new ImportedEvents(
                format, loaded, statistics, notes, rows, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
