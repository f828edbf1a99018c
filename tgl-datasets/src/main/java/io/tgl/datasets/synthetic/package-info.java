/**
 * Generated data whose truth is known. Readers of files live in {@code format}, published data sets in {@code catalog}. Uses
 * {@code tgl-core}.
 */
@NullMarked
package io.tgl.datasets.synthetic;

import org.jspecify.annotations.NullMarked;
