package io.tgl.models.query;

/**
 * One source against many candidate destinations at a time; n queries, each with its own (ragged) candidates. Never
 * flattened to pairs: a source is embedded once, each distinct candidate once.
 *
 * @param source n sources
 * @param time n times in ticks
 * @param candidates n arrays of candidate destinations
 */
public record RankingQueries(int[] source, long[] time, int[][] candidates) {}
