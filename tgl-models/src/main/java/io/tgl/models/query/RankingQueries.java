package io.tgl.models.query;

import java.util.Arrays;

/**
 * One source against many candidate destinations at a time; n queries, each with its own (ragged) candidates. Never
 * flattened to pairs: a source is embedded once, each distinct candidate once.
 *
 * @param source n sources
 * @param time n times in ticks
 * @param candidates n arrays of candidate destinations
 */
public record RankingQueries(int[] source, long[] time, int[][] candidates) {
    /** Checks the lengths. */
    public RankingQueries {
        if (source.length != candidates.length || time.length != candidates.length) {
            throw new IllegalArgumentException(
                    "ranking queries: expected as many sources and times as candidate lists, " + candidates.length
                            + ", found " + source.length + " and " + time.length);
        }
    }

    /** n. */
    public int size() {
        return candidates.length;
    }

    /** Query i as link queries, one a candidate. */
    public LinkQueries pairs(int i) {
        int[] sources = new int[candidates[i].length];
        long[] times = new long[sources.length];
        Arrays.fill(sources, source[i]);
        Arrays.fill(times, time[i]);
        return LinkQueries.of(sources, candidates[i], times);
    }
}
