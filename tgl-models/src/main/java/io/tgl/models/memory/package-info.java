/**
 * Models with a node memory, one published model a file. The memory itself lives in tgl-core. Uses {@code query},
 * {@code head}, {@code model}.
 */
@NullMarked
package io.tgl.models.memory;

import org.jspecify.annotations.NullMarked;
