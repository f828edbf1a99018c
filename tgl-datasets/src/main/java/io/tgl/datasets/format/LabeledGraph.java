package io.tgl.datasets.format;

import io.tgl.core.tensor.op.Edges;
import io.tgl.core.tensor.op.SparseRows;

/**
 * A static graph whose nodes have features and classes, with a fixed split; nothing in it has a time.
 *
 * @param features [nodes, columns] as in the file
 * @param labels class of each node, -1 where unknown
 * @param classes number of classes
 * @param training nodes whose class may be learned from, ascending
 * @param validation nodes that choose when training ends, ascending
 * @param test nodes that the result is measured on, ascending
 * @param first one end of each undirected edge
 * @param second the other end
 */
public record LabeledGraph(
        SparseRows features,
        int[] labels,
        int classes,
        int[] training,
        int[] validation,
        int[] test,
        int[] first,
        int[] second) {
    /** Number of nodes. */
    public int nodes() {
        return labels.length;
    }

    /** Each edge in both directions, under one number. */
    public Edges edges() {
        int count = first.length;
        int[] source = new int[2 * count];
        int[] target = new int[2 * count];
        int[] edge = new int[2 * count];
        for (int i = 0; i < count; i++) {
            source[2 * i] = first[i];
            target[2 * i] = second[i];
            source[2 * i + 1] = second[i];
            target[2 * i + 1] = first[i];
            edge[2 * i] = i;
            edge[2 * i + 1] = i;
        }
        return Edges.of(nodes(), source, target, edge);
    }

    /** The classes of chosen nodes, in their order. */
    public int[] labelsOf(int[] nodes) {
        int[] chosen = new int[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            chosen[i] = labels[nodes[i]];
        }
        return chosen;
    }
}
