package io.tgl.datasets.format;

import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.NodeIndexBuilder;
import io.tgl.core.io.NodeIds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Gives dense ids to the external ids of one id space, in the order of first appearance. Ids are numbers as long as all
 * are; when the first text comes, those before it become texts too, and nobody's dense id changes. An id that is no number
 * in its only decimal form is a text: "007" and "7" may be two nodes. With {@link NodeIds#KEEP} ids are dense numbers.
 */
final class NodeCollector {
    private static final int MOST_NODES = Integer.MAX_VALUE - 8;
    private static final int MOST_DIRECT = 1 << 28;
    private static final int DIRECT_PER_ID = 4;

    private final boolean keep;
    private NodeIndexBuilder index = NodeIndexBuilder.numbers();
    private final SliceTable slices = new SliceTable();
    /** Dense ids by address of small numbers, -1 = unknown; as long as it stays in proportion to what was offered. */
    private int[] direct = new int[1 << 8];

    private long offered;
    private int largest = -1;

    NodeCollector(NodeIds ids) {
        this.keep = ids == NodeIds.KEEP;
        Arrays.fill(direct, -1);
    }

    boolean isText() {
        return index.isText();
    }

    int size() {
        return keep ? largest + 1 : index.size();
    }

    /** Dense id of a number. */
    int add(long id, RowPlace place, String column) {
        if (keep) {
            return kept(id, place, column);
        }
        offered++;
        if (id >= 0 && id < direct.length) {
            int node = direct[(int) id];
            if (node < 0) {
                node = indexed(id);
                direct[(int) id] = node;
            }
            return node;
        }
        if (id >= 0 && id < MOST_DIRECT && id < DIRECT_PER_ID * offered) {
            growDirect((int) id);
            return add(id, place, column);
        }
        return indexed(id);
    }

    private int indexed(long id) {
        return index.isText() ? index.add(Long.toString(id)) : index.add(id);
    }

    private void growDirect(int id) {
        int old = direct.length;
        direct = Arrays.copyOf(direct, Integer.highestOneBit(id) << 1);
        Arrays.fill(direct, old, direct.length, -1);
    }

    private int kept(long id, RowPlace place, String column) {
        if (id < 0 || id >= MOST_NODES) {
            throw place.refuse(column, "a dense node id from 0 to " + (MOST_NODES - 1), id);
        }
        largest = Math.max(largest, (int) id);
        return (int) id;
    }

    /** Dense id of a text. */
    int add(String id, RowPlace place, String column) {
        if (keep) {
            throw place.refuse(column, "a number as id", TimeParser.described(id));
        }
        widen();
        return index.add(id);
    }

    /** Dense id of a field. */
    int add(FieldScanner row, int field, RowPlace place, String column) {
        if (row.isWhole(field)) {
            return add(row.whole(), place, column);
        }
        int known = slices.find(row.bytes(), row.start(field), row.end(field));
        if (known >= 0) {
            return known;
        }
        String id = row.text(field);
        if (id.isEmpty()) {
            throw place.refuse(column, "a node id", "nothing");
        }
        if (NumberText.isWhole(id)) {
            return add(Long.parseLong(id), place, column);
        }
        int node = add(id, place, column);
        slices.put(row.bytes(), row.start(field), row.end(field), node);
        return node;
    }

    /** Dense id of a text that stands in bytes of a column declared as text. */
    int addText(byte[] bytes, int from, int to, RowPlace place, String column) {
        int known = slices.find(bytes, from, to);
        if (known >= 0) {
            return known;
        }
        String id = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        if (id.isEmpty()) {
            throw place.refuse(column, "a node id", "nothing");
        }
        int node = add(id, place, column);
        slices.put(bytes, from, to, node);
        return node;
    }

    private void widen() {
        if (index.isText()) {
            return;
        }
        NodeIndex numbers = index.build();
        index = NodeIndexBuilder.texts();
        for (int node = 0; node < numbers.size(); node++) {
            index.add(numbers.text(node));
        }
    }

    /** Keeps at least the ids 0 .. count - 1, where ids are kept. */
    void atLeast(int count) {
        largest = Math.max(largest, count - 1);
    }

    /** A copy of the external ids so far. */
    NodeIndex snapshot() {
        return keep ? NodeIndex.identity(largest + 1) : index.snapshot();
    }

    /** The external ids; dense ones that were kept are their own. */
    NodeIndex build() {
        return keep ? NodeIndex.identity(largest + 1) : index.build();
    }
}
