package io.tgl.models.memory;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.graph.Neighborhoods;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.TemporalAttention;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.NeighborAttentionOp;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;

/** One hop of queries with its neighbors and the rows of the layer below that they read. */
final class Hop {
    private final int[] nodes;
    private final long[] times;
    private final int size;
    private final Neighborhoods found = new Neighborhoods();
    private int[] ownRow = new int[0];
    private int[] anchorRow = new int[0];
    private int[] anchorOf = new int[0];
    private int[] slotRow = new int[0];
    private int anchors;

    Hop(int[] nodes, long[] times, int size) {
        this.nodes = nodes;
        this.times = times;
        this.size = size;
    }

    void look(NeighborSource source, int k, Compute compute) {
        found.resize(size, k);
        source.recent(nodes, times, size, k, found, compute.workers());
    }

    /** The queries that the layer below must answer: these and their neighbors, each (node, time) once. */
    Hop below(NeighborSource source, int k, Compute compute) {
        look(source, k, compute);
        QueryIndex index = new QueryIndex();
        index.clear();
        anchorRow = new int[size];
        for (int q = 0; q < size; q++) {
            anchorRow[q] = index.add(nodes[q], times[q]);
        }
        anchors = size;
        anchorOf = identity(size);
        slotRow = new int[size * k];
        for (int q = 0; q < size; q++) {
            int first = found.count()[q] == 0 ? 0 : k - found.count()[q];
            for (int i = 0; i < k; i++) {
                int slot = q * k + i;
                slotRow[slot] = i < first ? -1 : index.add(found.neighbor()[slot], innerTime(slot, q));
            }
        }
        return new Hop(index.nodes(), index.times(), index.size());
    }

    /** min(float32 neighbor time, outer time): the reference's rounding, without its leak. */
    private long innerTime(int slot, int q) {
        return Math.min((long) (float) found.time()[slot], times[q]);
    }

    /** For the lowest hop: numbers the nodes that are read, and groups queries by node. */
    void touch(QueryIndex touched) {
        QueryIndex byNode = new QueryIndex();
        byNode.clear();
        anchorOf = new int[size];
        for (int q = 0; q < size; q++) {
            anchorOf[q] = byNode.add(nodes[q], 0);
        }
        anchors = byNode.size();
        anchorRow = new int[anchors];
        for (int a = 0; a < anchors; a++) {
            anchorRow[a] = row(touched, byNode.nodes()[a]);
        }
        int slots = size * found.width();
        slotRow = new int[slots];
        for (int s = 0; s < slots; s++) {
            slotRow[s] = row(touched, found.neighbor()[s]);
        }
    }

    /** Notes the base rows of the queries' own nodes. */
    void own(QueryIndex touched) {
        ownRow = new int[size];
        for (int q = 0; q < size; q++) {
            ownRow[q] = row(touched, nodes[q]);
        }
    }

    private static int row(QueryIndex touched, int node) {
        return node < 0 ? -1 : touched.add(node, 0);
    }

    TemporalAttention.Anchors anchors(Tensor base) {
        return new TemporalAttention.Anchors(anchorRow, anchors, anchorOf, base, ownRow);
    }

    NeighborAttentionOp.Slots slots(FeatureTable features, double secondsPerTick) {
        int k = found.width();
        float[] dt = new float[size * k];
        for (int s = 0; s < dt.length; s++) {
            double now = times[s / k] * secondsPerTick;
            dt[s] = (float) (now - (float) (found.time()[s] * secondsPerTick));
        }
        return new NeighborAttentionOp.Slots(size, k, found.count(), slotRow, found.event(), dt, features);
    }

    private static int[] identity(int n) {
        int[] all = new int[n];
        Arrays.setAll(all, i -> i);
        return all;
    }
}
