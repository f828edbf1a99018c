/** Models with a node memory, one published model a file. Uses {@code query}, {@code head}, {@code model}. */
@NullMarked
package io.tgl.models.memory;

import org.jspecify.annotations.NullMarked;
