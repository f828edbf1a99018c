package io.tgl.models.live;

/**
 * Values of one node at a time: an embedding, or an affinity distribution.
 *
 * @param values as wide as the model says
 * @param position the point of the stream: how many events the state had taken in
 */
public record Embedding(float[] values, long position) {}
