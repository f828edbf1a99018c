/**
 * Layers built of operations, and the distributions their parameters start from. Formulas with their gradients live
 * in {@code tensor.op}, whole models in tgl-models. Uses {@code tensor}, {@code random} and {@code graph}.
 */
@NullMarked
package io.tgl.core.nn;

import org.jspecify.annotations.NullMarked;
