/**
 * Models of static graphs, which classify nodes: one published model a file, with the training settings that were published
 * with it. Models of event streams do not live here. Uses tgl-core.
 */
@NullMarked
package io.tgl.models.snapshot;

import org.jspecify.annotations.NullMarked;
