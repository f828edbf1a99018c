package io.tgl.models.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The ends of ranking queries of one time, each distinct one once: sources first, then what is new among the candidates.
 *
 * @param member [n] the queries, by their number
 * @param node [size] distinct ends
 * @param time [size] their times
 * @param size number of ends
 * @param sources ends before this one are asked as sources
 * @param source [n] end of each query's source
 * @param candidates [n] ends of each query's candidates
 */
public record RankingEnds(
        int[] member, int[] node, long[] time, int size, int sources, int[] source, int[][] candidates) {
    /**
     * The queries, those of equal time together, in order of first appearance.
     *
     * @param roles whether a node is one end as a source and another as a candidate
     */
    public static List<RankingEnds> byTime(RankingQueries queries, boolean roles) {
        QueryIndex times = new QueryIndex();
        times.clear();
        int n = queries.size();
        int[] group = new int[n];
        for (int q = 0; q < n; q++) {
            group[q] = times.add(0, queries.time()[q]);
        }
        int[][] member = new int[times.size()][0];
        int[] count = new int[times.size()];
        for (int g : group) {
            count[g]++;
        }
        Arrays.setAll(member, g -> new int[count[g]]);
        Arrays.fill(count, 0);
        for (int q = 0; q < n; q++) {
            member[group[q]][count[group[q]]++] = q;
        }
        List<RankingEnds> ends = new ArrayList<>();
        for (int[] queriesOfOneTime : member) {
            ends.add(of(queries, queriesOfOneTime, roles));
        }
        return ends;
    }

    /** Queries whose ends do not depend on their times, all together at the time of the first. */
    public static RankingEnds timeless(RankingQueries queries) {
        int[] all = new int[queries.size()];
        Arrays.setAll(all, q -> q);
        return of(queries, all, false);
    }

    private static RankingEnds of(RankingQueries queries, int[] member, boolean roles) {
        QueryIndex index = new QueryIndex();
        index.clear();
        long time = member.length == 0 ? 0 : queries.time()[member[0]];
        int[] source = new int[member.length];
        for (int m = 0; m < member.length; m++) {
            source[m] = index.add(queries.source()[member[m]], 0);
        }
        int sources = index.size();
        int[][] candidates = new int[member.length][];
        for (int m = 0; m < member.length; m++) {
            int[] asked = queries.candidates()[member[m]];
            int[] end = new int[asked.length];
            for (int c = 0; c < asked.length; c++) {
                end[c] = index.add(asked[c], roles ? 1 : 0);
            }
            candidates[m] = end;
        }
        int size = index.size();
        long[] times = new long[size];
        Arrays.fill(times, time);
        return new RankingEnds(member, Arrays.copyOf(index.nodes(), size), times, size, sources, source, candidates);
    }

    /** The candidates' ends counted from this one on, which none is before. */
    public int[][] candidatesFrom(int first) {
        int[][] counted = new int[candidates.length][];
        Arrays.setAll(
                counted,
                m -> Arrays.stream(candidates[m]).map(end -> end - first).toArray());
        return counted;
    }

    /** The arrays of these queries among those of all. */
    public float[][] ofMembers(float[][] scores) {
        float[][] own = new float[member.length][];
        Arrays.setAll(own, m -> scores[member[m]]);
        return own;
    }
}
