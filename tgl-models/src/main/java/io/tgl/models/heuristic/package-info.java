/**
 * Models without parameters: they count what happened. They implement the scorer directly. Learned models do not live
 * here. Uses {@code model}, {@code query} and tgl-core.
 */
@NullMarked
package io.tgl.models.heuristic;

import org.jspecify.annotations.NullMarked;
