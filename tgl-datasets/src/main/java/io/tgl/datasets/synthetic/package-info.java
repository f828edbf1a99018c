/**
 * Generated data whose truth is known: random processes of events ({@code SyntheticProcess}), as streams of any length in
 * constant memory, and graphs for tests of attention. Readers of files live in {@code format}, published data sets in
 * {@code catalog}. Uses {@code tgl-core}.
 */
@NullMarked
package io.tgl.datasets.synthetic;

import org.jspecify.annotations.NullMarked;
