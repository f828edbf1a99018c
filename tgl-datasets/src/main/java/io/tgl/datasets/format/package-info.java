/**
 * Readers of event tables: delimited text (and, by way of {@code tgl-core}, Arrow), plain or compressed with zstd or gzip,
 * told apart by their first bytes. What the data sets are called and how they are cited lives in {@code catalog}. Uses
 * {@code tgl-core}.
 */
@NullMarked
package io.tgl.datasets.format;

import org.jspecify.annotations.NullMarked;
