package io.tgl.datasets.format;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndex;
import java.util.Optional;

/**
 * What is known of nodes, a row a dense node id.
 *
 * @param label position in {@code classes} of each node's class, -1 = none; empty where the format has no classes
 * @param classes names of the classes
 * @param features [nodes, width]; width 0 = none
 * @param split position in {@code splits} of each node's part; empty where the format has none
 * @param splits names of the parts, as the file has them
 */
public record NodeTable(
        Optional<int[]> label, NodeIndex classes, FeatureTable features, Optional<int[]> split, NodeIndex splits) {}
