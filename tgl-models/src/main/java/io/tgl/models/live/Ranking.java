package io.tgl.models.live;

import java.util.Arrays;

/**
 * Candidates of one source in order.
 *
 * @param node likeliest first; equal scores in the order in which the candidates were given
 * @param score their scores
 * @param position the point of the stream: how many events the state had taken in
 */
public record Ranking(int[] node, float[] score, long position) {
    /** The first k of the candidates by descending score. */
    static Ranking of(int[] candidates, float[] scores, int k, long position) {
        long[] keys = new long[candidates.length];
        for (int i = 0; i < keys.length; i++) {
            // Descending score, then ascending position: a sort of unique keys.
            int bits = Float.floatToIntBits(scores[i] + 0f);
            int ascending = bits ^ (bits >> (Integer.SIZE - 1) & Integer.MAX_VALUE);
            keys[i] = (long) ~ascending << Integer.SIZE | i;
        }
        Arrays.sort(keys);
        int count = Math.min(k, keys.length);
        int[] node = new int[count];
        float[] score = new float[count];
        for (int r = 0; r < count; r++) {
            int i = (int) keys[r];
            node[r] = candidates[i];
            score[r] = scores[i];
        }
        return new Ranking(node, score, position);
    }
}
