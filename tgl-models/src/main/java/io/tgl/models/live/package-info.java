/**
 * Models in use after training: predictions over a log of events. Training and evaluation live in tgl-eval. Uses
 * {@code query} and {@code model}.
 */
@NullMarked
package io.tgl.models.live;

import org.jspecify.annotations.NullMarked;
