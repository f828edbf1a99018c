/**
 * Worker threads: fixed tasks over outputs, never over a reduction. What is computed lives above. Uses {@code base}.
 */
@NullMarked
package io.tgl.core.parallel;

import org.jspecify.annotations.NullMarked;
