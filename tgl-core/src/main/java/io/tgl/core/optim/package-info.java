/**
 * Optimisers over named parameters. What computes gradients is the tape in {@code tensor}. Uses {@code tensor} and
 * {@code parallel}.
 */
@NullMarked
package io.tgl.core.optim;

import org.jspecify.annotations.NullMarked;
