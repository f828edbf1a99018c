/**
 * Differentiable operations, one a file: formula, shapes, forward, backward. No parameters live here: layers own
 * them. Uses {@code tensor}, {@code kernel}, {@code event}.
 */
@NullMarked
package io.tgl.core.tensor.op;

import org.jspecify.annotations.NullMarked;
