package io.tgl.datasets.format;

import io.tgl.core.io.LoadedEvents;
import java.util.List;
import java.util.Optional;

/**
 * A data set as its files have it.
 *
 * @param format format that it was read as
 * @param table events in ascending time, node and relation ids
 * @param statistics what was measured in it
 * @param notes what was found out or changed, a sentence each: column types, time unit, rows sorted, ids numbered apart
 * @param files rows that each file gave, in the order of the files; splits of a data set come as files
 * @param nodeTable labels, features and splits of nodes, where the format has them
 * @param intervals validity of each event, where the format has it
 * @param signal readings of nodes a step, where the format has them
 */
public record ImportedEvents(
        DataFormat format,
        LoadedEvents table,
        EventStatistics statistics,
        List<String> notes,
        FileRows files,
        Optional<NodeTable> nodeTable,
        Optional<Intervals> intervals,
        Optional<Signal> signal) {
    /** Copies the list. */
    public ImportedEvents {
        notes = List.copyOf(notes);
    }
}
