/** Worker threads: fixed tasks over outputs, never over a reduction. Uses {@code base}. */
@NullMarked
package io.tgl.core.parallel;

import org.jspecify.annotations.NullMarked;
