package io.tgl.core.tensor.op;

import io.tgl.core.base.InvalidInput;
import java.util.Arrays;

/**
 * The edges of a static graph as lists of incoming edges: target t has entries offset[t] .. offset[t + 1] - 1, in the
 * order in which the edges were given, an added self-loop last. Messages go from source to target.
 *
 * @param offset T + 1 ascending entries, the first of them 0
 * @param source [entries] node that the message comes from
 * @param target [entries] node that it goes to, the number of its list
 * @param edge [entries] number of the given edge (a row of edge features or weights), -1 for an added self-loop
 */
public record Edges(int[] offset, int[] source, int[] target, int[] edge) {
    /**
     * The edges as they are: edge i leads from source[i] to target[i].
     *
     * @throws InvalidInput if a node is not one of {@code nodes}, or the arrays differ in length
     */
    public static Edges of(int nodes, int[] source, int[] target) {
        int[] edge = new int[source.length];
        Arrays.setAll(edge, i -> i);
        return of(nodes, source, target, edge);
    }

    /** As {@link #of(int, int[], int[])} with the number of each edge; the two directions of an edge may share one. */
    public static Edges of(int nodes, int[] source, int[] target, int[] edge) {
        if (source.length != target.length || source.length != edge.length) {
            throw InvalidInput.at("edges", source.length + " targets and edge numbers", target.length);
        }
        for (int i = 0; i < source.length; i++) {
            check(i, source[i], nodes);
            check(i, target[i], nodes);
        }
        RowGroups groups = RowGroups.of(target, target.length, nodes);
        int[] order = groups.member();
        return new Edges(groups.offset(), at(source, order), at(target, order), at(edge, order));
    }

    private static void check(int edge, int node, int nodes) {
        if (node < 0 || node >= nodes) {
            throw InvalidInput.at("edge " + edge, "a node of 0 .. " + (nodes - 1), node);
        }
    }

    private static int[] at(int[] values, int[] index) {
        int[] chosen = new int[index.length];
        Arrays.setAll(chosen, i -> values[index[i]]);
        return chosen;
    }

    /** Number of targets T. */
    public int targets() {
        return offset.length - 1;
    }

    /** Number of entries. */
    public int entries() {
        return source.length;
    }

    /** Self-loops removed, then one added to each node; for a graph whose target t is node t. */
    public Edges withNewSelfLoops() {
        return withSelfLoops(false);
    }

    /** One self-loop a node: the last that it has, or an added one; for a graph whose target t is node t. */
    public Edges withOneSelfLoop() {
        return withSelfLoops(true);
    }

    private Edges withSelfLoops(boolean keepLast) {
        int[] newOffset = new int[offset.length];
        int[] newSource = new int[entries() + targets()];
        int[] newEdge = new int[entries() + targets()];
        int at = 0;
        for (int t = 0; t < targets(); t++) {
            int loop = -1;
            for (int e = offset[t]; e < offset[t + 1]; e++) {
                if (source[e] == t) {
                    loop = edge[e];
                } else {
                    newSource[at] = source[e];
                    newEdge[at++] = edge[e];
                }
            }
            newSource[at] = t;
            newEdge[at++] = keepLast ? loop : -1;
            newOffset[t + 1] = at;
        }
        int[] newTarget = new int[at];
        for (int t = 0; t < targets(); t++) {
            Arrays.fill(newTarget, newOffset[t], newOffset[t + 1], t);
        }
        return new Edges(newOffset, Arrays.copyOf(newSource, at), newTarget, Arrays.copyOf(newEdge, at));
    }

    /**
     * How the features of the entries come from those of the given edges: an added self-loop has the mean of its node's
     * other incoming edges, zeros if there are none.
     */
    public WeightedSumOp.Entries features() {
        int[] start = new int[entries() + 1];
        int[] row = new int[2 * entries()];
        float[] weight = new float[2 * entries()];
        int at = 0;
        for (int t = 0; t < targets(); t++) {
            int begin = offset[t];
            int given = begin;
            while (given < offset[t + 1] && edge[given] >= 0) {
                row[at] = edge[given++];
                weight[at++] = 1f;
                start[given] = at;
            }
            if (given < offset[t + 1]) {
                for (int e = begin; e < given; e++) {
                    row[at] = edge[e];
                    weight[at++] = 1f / (given - begin);
                }
                start[given + 1] = at;
            }
        }
        return new WeightedSumOp.Entries(start, Arrays.copyOf(row, at), Arrays.copyOf(weight, at));
    }
}
