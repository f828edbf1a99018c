/** Differentiable operations, one a file: formula, shapes, forward, backward. Uses {@code tensor}, {@code kernel}, {@code event}. */
@NullMarked
package io.tgl.core.tensor.op;

import org.jspecify.annotations.NullMarked;
