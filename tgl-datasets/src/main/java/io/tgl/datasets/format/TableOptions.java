package io.tgl.datasets.format;

import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.NodeIds;
import java.util.List;
import java.util.Optional;

/**
 * How a table of events is read. {@link #USUAL} finds out everything it can.
 *
 * @param columns what the columns are, see {@link Layout}; empty = by the header, or source, destination, time
 * @param header whether the first line names the columns; empty = if none of its fields is a number or a time
 * @param delimiter between fields: comma, semicolon, tab or space; empty = found in the first line
 * @param timeUnit what a plain number in the time column counts
 * @param tick unit of the times that are kept; empty = {@code timeUnit}. A finer one keeps fractions
 * @param sortByTime whether rows out of order are sorted (stably) instead of refused
 * @param nodeIds whether ids are indexed in the order of first appearance or are dense numbers from 0 already
 */
public record TableOptions(
        List<String> columns,
        Optional<Boolean> header,
        Optional<Character> delimiter,
        TimeGranularity timeUnit,
        Optional<TimeGranularity> tick,
        boolean sortByTime,
        NodeIds nodeIds) {
    /** Everything found out; whole seconds, ascending; ids indexed unless an Arrow table declares them dense. */
    public static final TableOptions USUAL = new TableOptions(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            TimeGranularity.SECONDS,
            Optional.empty(),
            false,
            NodeIds.AS_DECLARED);

    /** Copies the list. */
    public TableOptions {
        columns = List.copyOf(columns);
    }

    /** The same with these columns. */
    public TableOptions withColumns(List<String> names) {
        return new TableOptions(names, header, delimiter, timeUnit, tick, sortByTime, nodeIds);
    }

    /** The same, told whether there is a header. */
    public TableOptions withHeader(boolean present) {
        return new TableOptions(columns, Optional.of(present), delimiter, timeUnit, tick, sortByTime, nodeIds);
    }

    /** The same, told the delimiter. */
    public TableOptions withDelimiter(char between) {
        return new TableOptions(columns, header, Optional.of(between), timeUnit, tick, sortByTime, nodeIds);
    }

    /** The same with another unit of time, kept in ticks of {@code ticks}. */
    public TableOptions withTime(TimeGranularity unit, TimeGranularity ticks) {
        return new TableOptions(columns, header, delimiter, unit, Optional.of(ticks), sortByTime, nodeIds);
    }

    /** The same, sorting or not. */
    public TableOptions withSortByTime(boolean sort) {
        return new TableOptions(columns, header, delimiter, timeUnit, tick, sort, nodeIds);
    }

    /** The same with another treatment of node ids. */
    public TableOptions withNodeIds(NodeIds ids) {
        return new TableOptions(columns, header, delimiter, timeUnit, tick, sortByTime, ids);
    }

    /** The unit that is kept. */
    public TimeGranularity ticks() {
        return tick.orElse(timeUnit);
    }
}
