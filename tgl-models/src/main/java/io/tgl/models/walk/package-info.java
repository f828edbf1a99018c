/** Models of random walks backwards in time, with their walk sampling and position codes. Uses {@code model}, {@code head}, {@code query}. */
@NullMarked
package io.tgl.models.walk;

import org.jspecify.annotations.NullMarked;
