/** Optimisers over named parameters. Uses {@code tensor}, {@code parallel}. */
@NullMarked
package io.tgl.core.optim;

import org.jspecify.annotations.NullMarked;
