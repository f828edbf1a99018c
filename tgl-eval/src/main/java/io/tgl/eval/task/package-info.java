/**
 * What is measured: link prediction, its query tables, its evaluation loop and its results. Where events are cut and how
 * negatives are drawn stand in {@code split} and {@code negative}; how a model is trained is {@code train}'s. Uses those
 * two, {@code metric}, {@code record} and tgl-models.
 */
@NullMarked
package io.tgl.eval.task;

import org.jspecify.annotations.NullMarked;
