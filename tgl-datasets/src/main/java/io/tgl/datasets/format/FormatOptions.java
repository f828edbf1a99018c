package io.tgl.datasets.format;

import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.NodeIds;
import java.util.List;
import java.util.Optional;

/**
 * How data of any format is read. {@link #USUAL} finds out what the files do not say and tells it in {@link
 * ImportedEvents#notes}.
 *
 * @param columns what the columns are, see {@link Layout}; empty = as the format has them, or by the header
 * @param header whether the first line names the columns; empty = found out
 * @param delimiter between fields; empty = found out
 * @param timeUnit what a plain number in the time column counts; empty = the format's unit, or found out
 * @param tick unit of the times that are kept; empty = the coarsest that keeps every time exactly
 * @param sortByTime whether rows out of order are sorted (stably, and said so) instead of refused
 * @param nodeIds whether ids are indexed in the order of first appearance or are dense numbers from 0 already
 * @param bipartite whether destinations are numbered apart from sources; empty = as the format has it
 * @param maxBytes decompressed bytes that the files may have together
 */
public record FormatOptions(
        List<String> columns,
        Optional<Boolean> header,
        Optional<Character> delimiter,
        Optional<TimeGranularity> timeUnit,
        Optional<TimeGranularity> tick,
        boolean sortByTime,
        NodeIds nodeIds,
        Optional<Boolean> bipartite,
        long maxBytes) {
    /** Bytes that the decompressed files may have together unless the caller says otherwise. */
    public static final long DEFAULT_MAX_BYTES = 64L << 30;

    /** Everything found out, rows sorted. */
    public static final FormatOptions USUAL = new FormatOptions(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true,
            NodeIds.AS_DECLARED,
            Optional.empty(),
            DEFAULT_MAX_BYTES);

    /** Copies the list. */
    public FormatOptions {
        columns = List.copyOf(columns);
    }

    /** The same with these columns. */
    public FormatOptions withColumns(List<String> names) {
        return new FormatOptions(names, header, delimiter, timeUnit, tick, sortByTime, nodeIds, bipartite, maxBytes);
    }

    /** The same, told whether there is a header. */
    public FormatOptions withHeader(boolean present) {
        return new FormatOptions(
                columns, Optional.of(present), delimiter, timeUnit, tick, sortByTime, nodeIds, bipartite, maxBytes);
    }

    /** The same, told the delimiter. */
    public FormatOptions withDelimiter(char between) {
        return new FormatOptions(
                columns, header, Optional.of(between), timeUnit, tick, sortByTime, nodeIds, bipartite, maxBytes);
    }

    /** The same, told what a number in the time column counts. */
    public FormatOptions withTimeUnit(TimeGranularity unit) {
        return new FormatOptions(
                columns, header, delimiter, Optional.of(unit), tick, sortByTime, nodeIds, bipartite, maxBytes);
    }

    /** The same, told the unit of the times that are kept. */
    public FormatOptions withTick(TimeGranularity unit) {
        return new FormatOptions(
                columns, header, delimiter, timeUnit, Optional.of(unit), sortByTime, nodeIds, bipartite, maxBytes);
    }

    /** The same, sorting or not. */
    public FormatOptions withSortByTime(boolean sort) {
        return new FormatOptions(columns, header, delimiter, timeUnit, tick, sort, nodeIds, bipartite, maxBytes);
    }

    /** The same with another treatment of node ids. */
    public FormatOptions withNodeIds(NodeIds ids) {
        return new FormatOptions(columns, header, delimiter, timeUnit, tick, sortByTime, ids, bipartite, maxBytes);
    }

    /** The same, told whether destinations are numbered apart from sources. */
    public FormatOptions withBipartite(boolean apart) {
        return new FormatOptions(
                columns, header, delimiter, timeUnit, tick, sortByTime, nodeIds, Optional.of(apart), maxBytes);
    }

    /** The same with another limit of decompressed bytes. */
    public FormatOptions withMaxBytes(long bytes) {
        return new FormatOptions(columns, header, delimiter, timeUnit, tick, sortByTime, nodeIds, bipartite, bytes);
    }
}
