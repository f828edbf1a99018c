/**
 * How a model is trained and driven through a whole run: epochs, early stopping, resumable checkpoints, the run's result.
 * What is measured is {@code task}'s, which data and settings make a published recipe is {@code protocol}'s. Uses
 * {@code task} and what it uses.
 */
@NullMarked
package io.tgl.eval.train;

import org.jspecify.annotations.NullMarked;
