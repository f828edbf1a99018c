package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.NodeIndexBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Turns the id columns of record batches into dense ids: keeps them where they are dense already, otherwise indexes
 * them. A refused batch leaves no trace once {@link #rollBack} was called.
 */
final class DenseIds {
    private final ColumnNames columns;
    private final int maxNodes;
    private final boolean keep;
    private final int declaredNodes;
    private int keptNodes;
    private int before;
    private @Nullable NodeIndexBuilder builder;

    /**
     * Ids of one table.
     *
     * @param keep whether ids are dense already
     * @param declaredNodes how many there are, -1 if that follows from the largest one
     */
    DenseIds(ColumnNames columns, int maxNodes, boolean keep, int declaredNodes) {
        this.columns = columns;
        this.maxNodes = maxNodes;
        this.keep = keep;
        this.declaredNodes = declaredNodes;
        this.keptNodes = Math.max(0, declaredNodes);
        this.before = keptNodes;
    }

    /** Source and destination of a batch, dense. */
    record Pairs(int[] source, int[] destination) {}

    /** Nodes so far. */
    int size() {
        return keep ? keptNodes : builder == null ? 0 : builder.size();
    }

    Pairs add(TablePlace place, IdColumn source, IdColumn destination) {
        before = size();
        if (source instanceof IdColumn.Texts != destination instanceof IdColumn.Texts) {
            throw place.refuse(columns.destination(), "ids of the kind of " + columns.source(), kind(destination));
        }
        if (keep) {
            int[] keptSource = keep(place, columns.source(), source);
            int[] keptDestination = keep(place, columns.destination(), destination);
            return new Pairs(keptSource, keptDestination);
        }
        try {
            return index(place, source, destination);
        } catch (InvalidInput e) {
            throw new InvalidInput(place.table() + ", " + e.getMessage(), e);
        }
    }

    private static String kind(IdColumn ids) {
        return ids instanceof IdColumn.Texts ? "texts" : "numbers";
    }

    private Pairs index(TablePlace place, IdColumn source, IdColumn destination) {
        NodeIndexBuilder index = builder;
        if (index == null) {
            index = source instanceof IdColumn.Texts ? NodeIndexBuilder.texts() : NodeIndexBuilder.numbers();
            builder = index.limit(maxNodes);
        }
        if (source instanceof IdColumn.Ints(int[] s) && destination instanceof IdColumn.Ints(int[] d)) {
            index.addRows(s, d, place.firstRow());
            return new Pairs(s, d);
        }
        if (source instanceof IdColumn.Texts(String[] s) && destination instanceof IdColumn.Texts(String[] d)) {
            return indexTexts(index, place, s, d);
        }
        long[] s = IdColumn.longs(source);
        Pairs dense = new Pairs(new int[s.length], new int[s.length]);
        index.addRows(s, IdColumn.longs(destination), dense.source, dense.destination, place.firstRow());
        return dense;
    }

    private static Pairs indexTexts(NodeIndexBuilder index, TablePlace place, String[] source, String[] destination) {
        Pairs dense = new Pairs(new int[source.length], new int[source.length]);
        for (int row = 0; row < source.length; row++) {
            try {
                dense.source[row] = index.add(source[row]);
                dense.destination[row] = index.add(destination[row]);
            } catch (InvalidInput e) {
                throw new InvalidInput("row " + (place.firstRow() + row) + ": " + e.getMessage(), e);
            }
        }
        return dense;
    }

    private int[] keep(TablePlace place, String column, IdColumn ids) {
        int limit = declaredNodes >= 0 ? Math.min(declaredNodes, maxNodes) : maxNodes;
        int max = -1;
        int[] kept;
        if (ids instanceof IdColumn.Ints(int[] values)) {
            kept = values;
            for (int row = 0; row < kept.length; row++) {
                if (kept[row] < 0 || kept[row] >= limit) {
                    throw outside(place, column, row, limit, kept[row]);
                }
                max = Math.max(max, kept[row]);
            }
        } else if (ids instanceof IdColumn.Longs(long[] values)) {
            kept = new int[values.length];
            for (int row = 0; row < kept.length; row++) {
                if (values[row] < 0 || values[row] >= limit) {
                    throw outside(place, column, row, limit, values[row]);
                }
                kept[row] = (int) values[row];
                max = Math.max(max, kept[row]);
            }
        } else {
            throw place.refuse(column, "dense node ids (integers), as declared or asked for", "texts");
        }
        keptNodes = Math.max(keptNodes, max + 1);
        return kept;
    }

    private static InvalidInput outside(TablePlace place, String column, int row, int limit, long found) {
        return place.refuse(row, column, "a node id from 0 to " + (limit - 1), found);
    }

    /** Forgets what the last batch added. */
    void rollBack() {
        if (keep) {
            keptNodes = before;
        } else if (builder != null) {
            builder.truncate(before);
        }
    }

    /** The last batch is accepted. */
    void commit() {
        before = size();
    }

    NodeIndex snapshot() {
        return keep || builder == null ? NodeIndex.identity(size()) : builder.snapshot();
    }

    NodeIndex build() {
        return keep || builder == null ? NodeIndex.identity(size()) : builder.build();
    }
}
