package io.tgl.models.memory;

import io.tgl.core.nn.FoldedAttention;
import io.tgl.core.nn.FoldedNodes;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;

/**
 * Which row of {@link FoldedNodes} is whose and still right. Rows are computed when a call asks for them and kept until
 * the node's memory or the weights change; a call that finds more rows kept than {@value #FLOATS} floats hold starts with
 * none. What is kept never decides a bit: a row hangs on its node alone.
 */
final class KeptNodes {
    private static final int FLOATS = 1 << 25;
    private static final int VALUE = 1;
    private static final int ANCHOR = 2;

    private final PendingMemory memory;
    private final FoldedNodes rows;
    private final int most;
    /** Row of each node, else -1. */
    private int[] rowOf = new int[0];

    private int[] nodeOf = new int[0];
    /** {@link PendingMemory#changes} when the row was computed. */
    private int[] changes = new int[0];

    private int[] call = new int[0];
    private byte[] has = new byte[0];
    private int used;
    private int calls;
    private int allChanges = -1;
    private final QueryIndex staleNodes = new QueryIndex();
    private final Rows stale = new Rows();
    private final Rows values = new Rows();
    private final Rows anchors = new Rows();

    /** A list of rows. */
    private static final class Rows {
        private int[] row = new int[16];
        private int size;

        void add(int r) {
            if (size == row.length) {
                row = Arrays.copyOf(row, 2 * size);
            }
            row[size++] = r;
        }
    }

    KeptNodes(PendingMemory memory, FoldedNodes rows) {
        this.memory = memory;
        this.rows = rows;
        this.most = Math.max(1, FLOATS / rows.rowSize());
    }

    FoldedNodes rows() {
        return rows;
    }

    /** A call begins. */
    void begin() {
        int nodes = memory.memory().nodeCount();
        if (used > most || allChanges != memory.allChanges()) {
            clear();
        }
        allChanges = memory.allChanges();
        int known = rowOf.length;
        if (known < nodes) {
            rowOf = Arrays.copyOf(rowOf, nodes);
            Arrays.fill(rowOf, known, nodes, -1);
        }
        calls++;
        staleNodes.clear();
        stale.size = 0;
        values.size = 0;
        anchors.size = 0;
    }

    /** Forgets all rows. */
    void clear() {
        for (int row = 0; row < used; row++) {
            rowOf[nodeOf[row]] = -1;
        }
        used = 0;
        if (rows.rows() > 2 * most) {
            rows.release();
        }
    }

    /** Row of a node that is asked. */
    int anchor(int node) {
        return row(node, ANCHOR, anchors);
    }

    /** Row of a node that is a neighbor. */
    int neighbor(int node) {
        return row(node, VALUE, values);
    }

    private int row(int node, int part, Rows missing) {
        int row = rowOf[node] < 0 ? append(node) : rowOf[node];
        if (call[row] != calls) {
            call[row] = calls;
            if (has[row] == 0 || changes[row] != memory.changes(node)) {
                changes[row] = memory.changes(node);
                has[row] = 0;
                staleNodes.append(node, 0);
                stale.add(row);
            }
        }
        if ((has[row] & part) == 0) {
            has[row] |= (byte) part;
            missing.add(row);
        }
        return row;
    }

    private int append(int node) {
        if (used == nodeOf.length) {
            int room = Math.max(64, used + (used >> 1));
            nodeOf = Arrays.copyOf(nodeOf, room);
            changes = Arrays.copyOf(changes, room);
            call = Arrays.copyOf(call, room);
            has = Arrays.copyOf(has, room);
        }
        nodeOf[used] = node;
        call[used] = calls - 1;
        has[used] = 0;
        rowOf[node] = used;
        return used++;
    }

    /** Computes what the call asked for and was not there. */
    void compute(Tape tape, FoldedAttention attention) {
        rows.reserve(used);
        if (stale.size > 0) {
            Tensor read = memory.read(tape, staleNodes, true);
            int width = read.columns();
            for (int i = 0; i < stale.size; i++) {
                System.arraycopy(read.data(), i * width, rows.h(), stale.row[i] * width, width);
            }
        }
        assert areCurrent() : "a kept row is not that of its node";
        tape.phase("attention");
        attention.values(tape, rows, values.row, values.size);
        attention.anchors(tape, rows, anchors.row, anchors.size);
    }

    private boolean areCurrent() {
        int width = memory.memory().width();
        for (int row = 0; row < used && !memory.addsFeatures(); row++) {
            if (call[row] == calls && !memory.isCurrent(nodeOf[row], rows.h(), row * width)) {
                return false;
            }
        }
        return true;
    }
}
