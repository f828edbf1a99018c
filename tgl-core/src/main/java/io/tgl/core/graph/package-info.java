/**
 * Who was connected to whom before a time or a batch: temporal adjacency, samplers, the neighbor cache, snapshots and
 * their JGraphT view. No models and no features live here. Uses {@code base}, {@code event}, {@code parallel} and
 * {@code random}.
 */
@NullMarked
package io.tgl.core.graph;

import org.jspecify.annotations.NullMarked;
