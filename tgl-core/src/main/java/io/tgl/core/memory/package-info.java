/**
 * What memory models carry from batch to batch: a memory row a node, its pending message, and how messages are
 * aggregated. No layers live here: who updates a row computes it elsewhere. Uses {@code base}.
 */
@NullMarked
package io.tgl.core.memory;

import org.jspecify.annotations.NullMarked;
