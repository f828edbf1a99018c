/**
 * The bridge to ND4J: matrices in and out, and its LAPACK-backed linear algebra. No training loop and nothing else of
 * the library uses it, for ND4J is an optional dependency and its calls cost microseconds each. Uses {@code base}.
 */
@NullMarked
package io.tgl.core.nd4j;

import org.jspecify.annotations.NullMarked;
