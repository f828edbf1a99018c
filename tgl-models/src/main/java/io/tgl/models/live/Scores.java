package io.tgl.models.live;

/**
 * Scores of link queries, all from one state.
 *
 * @param score one a query; higher is likelier
 * @param position the point of the stream: how many events the state had taken in
 */
public record Scores(float[] score, long position) {}
