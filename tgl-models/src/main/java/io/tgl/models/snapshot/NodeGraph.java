package io.tgl.models.snapshot;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.tensor.op.Edges;
import io.tgl.core.tensor.op.SparseRows;

/**
 * What a model of a static graph reads.
 *
 * @param features [nodes, columns], as the model is to see them
 * @param edges over the nodes, without added self-loops
 * @param classes number of classes
 */
public record NodeGraph(SparseRows features, Edges edges, int classes) {
    /** Checks that they fit together. */
    public NodeGraph {
        if (features.rows() != edges.targets()) {
            throw InvalidInput.at("graph", "features of " + edges.targets() + " nodes", features.rows());
        }
        if (classes < 2) {
            throw InvalidInput.at("graph", "at least 2 classes", classes);
        }
    }
}
