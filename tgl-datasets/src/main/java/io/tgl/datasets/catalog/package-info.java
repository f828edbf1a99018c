/**
 * Data sets by name, with citation, source, checksum and what of the published version they lack; one of them is shipped,
 * the others stand in the resource {@code catalog.json} and are read from a folder of the user's. How a file is read lives in {@code format}. Uses {@code format}, Jackson and {@code tgl-core}.
 */
@NullMarked
package io.tgl.datasets.catalog;

import org.jspecify.annotations.NullMarked;
