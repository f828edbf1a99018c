/** Models in use after training: predictions over a log of events. Uses {@code query} and {@code model}. */
@NullMarked
package io.tgl.models.live;

import org.jspecify.annotations.NullMarked;
