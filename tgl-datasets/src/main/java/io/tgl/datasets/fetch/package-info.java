/**
 * Files from the net: resumed and checked downloads, archives unpacked, what was fetched remembered beside the file. What
 * is fetched for which data set lives in {@code catalog}. Uses {@code java.net.http}, commons-compress and
 * {@code tgl-core}.
 */
@NullMarked
package io.tgl.datasets.fetch;

import org.jspecify.annotations.NullMarked;
