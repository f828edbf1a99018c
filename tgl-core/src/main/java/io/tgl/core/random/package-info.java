/**
 * Counter-based randomness (Philox) and exact replays of the generators that published protocols use (NumPy,
 * CPython). What is drawn with it (initial weights, negatives) lives with its users. Uses {@code base}.
 */
@NullMarked
package io.tgl.core.random;

import org.jspecify.annotations.NullMarked;
