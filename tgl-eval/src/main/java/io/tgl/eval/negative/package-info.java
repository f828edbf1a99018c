/**
 * What is drawn against the events: negative samplers of the published protocols, replayed bit for bit, and training
 * negatives that depend on seed, epoch and batch only. Uses tgl-core only.
 */
@NullMarked
package io.tgl.eval.negative;

import org.jspecify.annotations.NullMarked;
