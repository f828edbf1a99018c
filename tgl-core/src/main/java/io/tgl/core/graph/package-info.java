/** Who was connected to whom before a time: temporal adjacency, samplers, the neighbor cache, snapshots and their JGraphT view. Uses {@code event}, {@code parallel}, {@code random}. */
@NullMarked
package io.tgl.core.graph;

import org.jspecify.annotations.NullMarked;
