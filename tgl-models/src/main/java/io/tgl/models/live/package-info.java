/**
 * Models in use after training: predictions over a log of events, and a predictor that follows a live stream, keeps it
 * and comes back after a crash. Training and evaluation live in tgl-eval, commands and servers above. Uses every other
 * package of this module but {@code audit} and {@code exchange}.
 */
@NullMarked
package io.tgl.models.live;

import org.jspecify.annotations.NullMarked;
