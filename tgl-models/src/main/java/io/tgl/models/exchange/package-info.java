/** Models trained elsewhere: weights, state and scores in files of Python's libraries. No file formats ({@code core.io} has them). Uses {@code model}, {@code query}. */
@NullMarked
package io.tgl.models.exchange;

import org.jspecify.annotations.NullMarked;
