/**
 * Metrics as the field computes them, ties and order of summation included. They know nothing of models, splits or files.
 * Uses {@code io.tgl.core.base} only.
 */
@NullMarked
package io.tgl.eval.metric;

import org.jspecify.annotations.NullMarked;
