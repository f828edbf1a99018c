/**
 * Statistics of event streams that people look at before they model. What a reader counts to check a data set lives in
 * {@code format}. Uses {@code tgl-core} and fastutil.
 */
@NullMarked
package io.tgl.datasets.statistics;

import org.jspecify.annotations.NullMarked;
