/** Layers built of operations, and the distributions their parameters start from. Uses {@code tensor}, {@code random}. */
@NullMarked
package io.tgl.core.nn;

import org.jspecify.annotations.NullMarked;
