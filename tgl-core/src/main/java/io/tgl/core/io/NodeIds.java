package io.tgl.core.io;

/** What a reader does with the node ids of a table. */
public enum NodeIds {
    /** Keep them if the table's metadata declares dense ids ({@code tgl.node_count}), otherwise index them. */
    AS_DECLARED,
    /** Index them in the order of first appearance, whatever the metadata says. */
    INDEX,
    /** Keep them: they must be integers from 0; nodes are 0 to the largest id, or what the metadata declares. */
    KEEP
}
