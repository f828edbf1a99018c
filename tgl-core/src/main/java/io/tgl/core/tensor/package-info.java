/**
 * Matrices, the tape of reverse-mode differentiation and named parameters. Single operations live in {@code op},
 * arithmetic on arrays in {@code kernel}. Uses {@code kernel}, {@code parallel}.
 */
@NullMarked
package io.tgl.core.tensor;

import org.jspecify.annotations.NullMarked;
