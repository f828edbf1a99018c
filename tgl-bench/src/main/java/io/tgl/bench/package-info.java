/** The benchmarks behind {@code scripts/bench}: each gives figures beside their goals. Uses everything, is used by nothing. */
@NullMarked
package io.tgl.bench;

import org.jspecify.annotations.NullMarked;
