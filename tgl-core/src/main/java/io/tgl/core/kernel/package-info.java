/**
 * The one arithmetic. {@link io.tgl.core.kernel.Kernels} says what every kernel computes, to the bit; the scalar provider
 * is its specification, the vector provider gives the same bits on vectors of 128, 256 and 512 bits;
 * {@link io.tgl.core.kernel.KernelProvider} chooses. Tensors, shapes and gradients live in {@code tensor}. Uses
 * {@code base}, {@code random} and {@code parallel}.
 */
@NullMarked
package io.tgl.core.kernel;

import org.jspecify.annotations.NullMarked;
