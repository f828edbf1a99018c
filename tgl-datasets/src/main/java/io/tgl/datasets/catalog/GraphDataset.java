package io.tgl.datasets.catalog;

import io.tgl.datasets.format.LabeledGraph;

/**
 * A static graph ready for use.
 *
 * @param name catalog name, or the prefix of a user's own files without their folder
 * @param graph nodes, edges, classes, split
 * @param citation how to cite it; "not stated" for a user's own data
 * @param source where it comes from
 * @param license its licence as far as it is stated
 * @param sha256 checksum of the content, see {@link GraphDigest}
 */
public record GraphDataset(
        String name, LabeledGraph graph, String citation, String source, String license, String sha256) {}
