/**
 * Layers built of operations, and the distributions their parameters start from. Formulas with their gradients live
 * in {@code tensor.op}, whole models in tgl-models. Uses {@code tensor} and {@code random}.
 */
@NullMarked
package io.tgl.core.nn;

import org.jspecify.annotations.NullMarked;
