/** Models of attention over past neighbors without a memory, one published model a file. Uses {@code query}, {@code head}, {@code model}. */
@NullMarked
package io.tgl.models.attention;

import org.jspecify.annotations.NullMarked;
