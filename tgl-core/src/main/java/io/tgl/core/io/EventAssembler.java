package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndex;
import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Joins the decoded batches of a whole table, and sorts it by time, stably, where that was asked for. */
final class EventAssembler {
    private static final int MAX_ROWS = Integer.MAX_VALUE - 8;

    private final String table;
    private final boolean sortByTime;
    private final List<ArrowEventDecoder.Rows> parts = new ArrayList<>();
    private long rows;

    EventAssembler(String table, boolean sortByTime) {
        this.table = table;
        this.sortByTime = sortByTime;
    }

    void add(ArrowEventDecoder.Rows part) {
        rows += part.count();
        if (rows > MAX_ROWS) {
            throw InvalidInput.at(table, "at most " + MAX_ROWS + " events", "at least " + rows);
        }
        if (part.count() > 0) {
            parts.add(part);
        }
    }

    LoadedEvents finish(ArrowEventDecoder decoder) {
        if (parts.isEmpty()) {
            throw InvalidInput.at(table, "at least one event", "a table of 0 rows");
        }
        ArrowEventDecoder.Rows first = parts.getFirst();
        int[] order = sortByTime ? timeOrder(longs(ArrowEventDecoder.Rows::time, null)) : null;
        NodeIndex nodes = decoder.finishNodes();
        EventStream.Builder events = EventStream.of(
                        nodes.size(),
                        ints(ArrowEventDecoder.Rows::source, order),
                        ints(ArrowEventDecoder.Rows::destination, order),
                        longs(ArrowEventDecoder.Rows::time, order))
                .features(features(order))
                .granularity(decoder.granularity());
        if (first.relation() != null) {
            events.relation(ints(part -> Objects.requireNonNull(part.relation()), order));
        }
        if (first.weight() != null) {
            events.weight(floats(part -> Objects.requireNonNull(part.weight()), order));
        }
        if (first.label() != null) {
            events.label(floats(part -> Objects.requireNonNull(part.label()), order));
        }
        return new LoadedEvents(events.build(), nodes, decoder.relations(), decoder.metadata(), moved(order));
    }

    private FeatureTable features(int @Nullable [] order) {
        ArrowColumns.FeatureRows first = parts.getFirst().features();
        if (first == null) {
            return FeatureTable.absent((int) rows);
        }
        FeatureTable table = FeatureTable.zeros((int) rows, first.width());
        int[] target = order == null ? null : inverse(order);
        int row = 0;
        for (ArrowEventDecoder.Rows part : parts) {
            float[] values = Objects.requireNonNull(part.features()).values();
            for (int i = 0; i < part.count(); i++, row++) {
                table.setRow(target == null ? row : target[row], values, i * first.width());
            }
        }
        return table;
    }

    private static int[] inverse(int[] order) {
        int[] position = new int[order.length];
        for (int to = 0; to < order.length; to++) {
            position[order[to]] = to;
        }
        return position;
    }

    private long[] longs(Function<ArrowEventDecoder.Rows, long[]> column, int @Nullable [] order) {
        long[] all = parts.size() == 1 ? column.apply(parts.getFirst()) : new long[(int) rows];
        join(column, all);
        if (order == null) {
            return all;
        }
        long[] sorted = new long[all.length];
        Arrays.setAll(sorted, to -> all[order[to]]);
        return sorted;
    }

    private int[] ints(Function<ArrowEventDecoder.Rows, int[]> column, int @Nullable [] order) {
        int[] all = parts.size() == 1 ? column.apply(parts.getFirst()) : new int[(int) rows];
        join(column, all);
        if (order == null) {
            return all;
        }
        int[] sorted = new int[all.length];
        Arrays.setAll(sorted, to -> all[order[to]]);
        return sorted;
    }

    private float[] floats(Function<ArrowEventDecoder.Rows, float[]> column, int @Nullable [] order) {
        float[] all = parts.size() == 1 ? column.apply(parts.getFirst()) : new float[(int) rows];
        join(column, all);
        if (order == null) {
            return all;
        }
        float[] sorted = new float[all.length];
        for (int to = 0; to < sorted.length; to++) {
            sorted[to] = all[order[to]];
        }
        return sorted;
    }

    /** Copies the parts into the array {@code all}; a single part has lent its own. */
    private <A> void join(Function<ArrowEventDecoder.Rows, A> column, A all) {
        int at = 0;
        for (ArrowEventDecoder.Rows part : parts.size() == 1 ? List.<ArrowEventDecoder.Rows>of() : parts) {
            System.arraycopy(column.apply(part), 0, all, at, part.count());
            at += part.count();
        }
    }

    /** Positions of the rows in order of time, or null if they are in order already. */
    private static int @Nullable [] timeOrder(long[] time) {
        boolean ascending = true;
        int[] order = new int[time.length];
        for (int row = 0; row < time.length; row++) {
            order[row] = row;
            ascending &= row == 0 || time[row] >= time[row - 1];
        }
        if (ascending) {
            return null;
        }
        IntArrays.stableSort(order, (a, b) -> Long.compare(time[a], time[b]));
        return order;
    }

    private static int moved(int @Nullable [] order) {
        int count = 0;
        for (int to = 0; order != null && to < order.length; to++) {
            count += order[to] == to ? 0 : 1;
        }
        return count;
    }
}
