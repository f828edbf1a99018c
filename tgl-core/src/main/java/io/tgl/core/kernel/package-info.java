/** The one arithmetic: the scalar provider is the specification, the vector provider gives the same bits. Uses {@code base}, {@code parallel}. */
@NullMarked
package io.tgl.core.kernel;

import org.jspecify.annotations.NullMarked;
