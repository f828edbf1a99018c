package io.tgl.core.memory;

import io.tgl.core.base.InvalidInput;

/** The size of a matrix with a row a node. */
final class NodeRows {
    private static final int MAX_FLOATS = Integer.MAX_VALUE - 8;

    private NodeRows() {}

    /** nodeCount * width; refused where one array cannot hold it. */
    static int size(String what, int nodeCount, int width) {
        if (nodeCount < 0 || width < 0) {
            throw InvalidInput.at(what, "node count and width of at least 0", nodeCount + " x " + width);
        }
        long size = (long) nodeCount * width;
        if (size > MAX_FLOATS) {
            throw InvalidInput.at(what + " of width " + width, "at most " + MAX_FLOATS / width + " nodes", nodeCount);
        }
        return (int) size;
    }
}
