/**
 * Readers of every {@link io.tgl.datasets.format.DataFormat}, by way of {@link io.tgl.datasets.format.Formats}, and of
 * event tables whatever their format; files plain or compressed with zstd or gzip, told apart by their first bytes. Text
 * is cut by one byte scanner, rows come together in one collector. What the data sets are called and how they are cited
 * lives in {@code catalog}. Uses {@code tgl-core}.
 */
@NullMarked
package io.tgl.datasets.format;

import org.jspecify.annotations.NullMarked;
