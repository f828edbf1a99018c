/** Models that mix the tokens of a node's recent events without attention, one published model a file. Uses {@code query}, {@code head}, {@code model}. */
@NullMarked
package io.tgl.models.mixer;

import org.jspecify.annotations.NullMarked;
