package io.tgl.core.io;

import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.NodeIndexBuilder;

/** Relation ids of a table: integers are kept, texts numbered in the order of first appearance. */
final class RelationIds {
    private final NodeIndexBuilder names = NodeIndexBuilder.texts();
    private int kept;
    private int keptBefore;
    private int namesBefore;

    int[] add(TablePlace place, String column, IdColumn ids) {
        if (ids instanceof IdColumn.Texts(String[] texts)) {
            int[] out = new int[texts.length];
            for (int row = 0; row < out.length; row++) {
                out[row] = names.add(texts[row]);
            }
            return out;
        }
        long[] values = IdColumn.longs(ids);
        int[] out = new int[values.length];
        for (int row = 0; row < out.length; row++) {
            if (values[row] < 0 || values[row] > Integer.MAX_VALUE - 8) {
                throw place.refuse(row, column, "a relation id from 0 to 2^31 - 9", values[row]);
            }
            out[row] = (int) values[row];
            kept = Math.max(kept, out[row] + 1);
        }
        return out;
    }

    void rollBack() {
        kept = keptBefore;
        names.truncate(namesBefore);
    }

    void commit() {
        keptBefore = kept;
        namesBefore = names.size();
    }

    NodeIndex snapshot() {
        return names.size() > 0 ? names.snapshot() : NodeIndex.identity(kept);
    }
}
