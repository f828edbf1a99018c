/**
 * Published evaluation recipes: which split, negatives, batches and metrics make a figure comparable. Uses everything of
 * this module but the command line.
 */
@NullMarked
package io.tgl.eval.protocol;

import org.jspecify.annotations.NullMarked;
