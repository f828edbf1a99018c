/**
 * Data sets by name, with citation, source, checksum and what of the published version they lack; one of them is shipped.
 * How a file is read lives in {@code format}. Uses {@code format} and {@code tgl-core}.
 */
@NullMarked
package io.tgl.datasets.catalog;

import org.jspecify.annotations.NullMarked;
