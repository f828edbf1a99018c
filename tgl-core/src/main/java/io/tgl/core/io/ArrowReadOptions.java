package io.tgl.core.io;

import io.tgl.core.event.TimeGranularity;

/**
 * How events are read from Arrow.
 *
 * @param columns which column is what
 * @param nodeIds what becomes of node ids
 * @param sortByTime whether a table whose times are not ascending is sorted (stably) instead of refused; only where the
 *     whole table is loaded
 * @param granularity what one tick is, for integer times of a table whose metadata does not say; the unit of an Arrow
 *     timestamp always counts
 * @param maxNodes nodes that the index may reach
 * @param maxBatchBytes bytes that one record batch may take, as it comes and decompressed
 * @param endMarkerRequired whether an IPC stream must end with its end marker; without this a stream that breaks off
 *     between two record batches looks complete
 */
public record ArrowReadOptions(
        ColumnNames columns,
        NodeIds nodeIds,
        boolean sortByTime,
        TimeGranularity granularity,
        int maxNodes,
        long maxBatchBytes,
        boolean endMarkerRequired) {
    /** The usual names, ids as declared, ascending times, seconds, batches of at most 2 GiB. */
    public static final ArrowReadOptions USUAL = new ArrowReadOptions(
            ColumnNames.USUAL,
            NodeIds.AS_DECLARED,
            false,
            TimeGranularity.SECONDS,
            Integer.MAX_VALUE - 8,
            2L << 30,
            true);

    /** The same with other columns. */
    public ArrowReadOptions withColumns(ColumnNames names) {
        return new ArrowReadOptions(
                names, nodeIds, sortByTime, granularity, maxNodes, maxBatchBytes, endMarkerRequired);
    }

    /** The same with another treatment of node ids. */
    public ArrowReadOptions withNodeIds(NodeIds ids) {
        return new ArrowReadOptions(columns, ids, sortByTime, granularity, maxNodes, maxBatchBytes, endMarkerRequired);
    }

    /** The same, sorting or not. */
    public ArrowReadOptions withSortByTime(boolean sort) {
        return new ArrowReadOptions(columns, nodeIds, sort, granularity, maxNodes, maxBatchBytes, endMarkerRequired);
    }

    /** The same with another tick of integer times. */
    public ArrowReadOptions withGranularity(TimeGranularity tick) {
        return new ArrowReadOptions(columns, nodeIds, sortByTime, tick, maxNodes, maxBatchBytes, endMarkerRequired);
    }

    /** The same with another limit of nodes. */
    public ArrowReadOptions withMaxNodes(int nodes) {
        return new ArrowReadOptions(columns, nodeIds, sortByTime, granularity, nodes, maxBatchBytes, endMarkerRequired);
    }

    /** The same with another limit of a record batch. */
    public ArrowReadOptions withMaxBatchBytes(long bytes) {
        return new ArrowReadOptions(columns, nodeIds, sortByTime, granularity, maxNodes, bytes, endMarkerRequired);
    }

    /** The same, with or without the end marker of streams. */
    public ArrowReadOptions withEndMarkerRequired(boolean required) {
        return new ArrowReadOptions(columns, nodeIds, sortByTime, granularity, maxNodes, maxBatchBytes, required);
    }
}
