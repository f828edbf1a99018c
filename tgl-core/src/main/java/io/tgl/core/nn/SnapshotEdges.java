package io.tgl.core.nn;

import io.tgl.core.graph.SnapshotGraph;
import io.tgl.core.tensor.op.Edges;
import java.util.Arrays;

/** The edges of a snapshot as graph layers read them. */
public final class SnapshotEdges {
    private SnapshotEdges() {}

    /**
     * The edges of a graph over all nodes of its stream. Edge number i is the snapshot's event i; in an undirected graph it
     * leads both ways under one number, a self-loop once.
     */
    public static Edges of(SnapshotGraph graph) {
        boolean both = graph.getType().isUndirected();
        int size = graph.edgeSet().size();
        int[] source = new int[2 * size];
        int[] target = new int[2 * size];
        int[] edge = new int[2 * size];
        int at = 0;
        int number = 0;
        for (Integer event : graph.edgeSet()) {
            int from = graph.getEdgeSource(event);
            int to = graph.getEdgeTarget(event);
            source[at] = from;
            target[at] = to;
            edge[at++] = number;
            if (both && from != to) {
                source[at] = to;
                target[at] = from;
                edge[at++] = number;
            }
            number++;
        }
        return Edges.of(
                graph.nodeCount(), Arrays.copyOf(source, at), Arrays.copyOf(target, at), Arrays.copyOf(edge, at));
    }
}
