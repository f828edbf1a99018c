/** Flight. */
@NullMarked
package io.tgl.flight;

import org.jspecify.annotations.NullMarked;
