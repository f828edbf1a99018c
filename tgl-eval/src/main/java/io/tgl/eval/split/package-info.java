/**
 * How a stream is cut for evaluation: by time, and by nodes that training must not see. What is drawn against the events
 * is {@code negative}'s. Uses tgl-core only.
 */
@NullMarked
package io.tgl.eval.split;

import org.jspecify.annotations.NullMarked;
