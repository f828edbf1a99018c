package io.tgl.datasets.synthetic;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.random.NumpyRandomState;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The task of Brody, Alon and Yahav (How Attentive are Graph Attention Networks?, ICLR 2022): a graph is a dictionary of k
 * keys, source i holding key i and value p(i), and k targets that know a key each and ask for its value. Every source is
 * linked to every target. The source that attention ranks first must differ from target to target.
 *
 * @param k keys, and values
 * @param training permutations p to learn from
 * @param test others
 */
public record DictionaryLookup(int k, int[][] training, int[][] test) {
    /** Random permutations where there are too many to take all, as published. */
    private static final int RANDOM = 32_000;

    private static final int MOST_ENUMERATED = 7;
    private static final double TRAINING_SHARE = 0.8;
    private static final int MOST = 64;

    /**
     * All k! permutations up to k = 7, else 32,000 random ones. Of the k k pairs of a key and a value so many, drawn at
     * random, are for learning that about 80 % of the graphs have no other; each test graph has a pair never seen in training.
     *
     * @throws InvalidInput unless k is 2 to 64
     */
    public static DictionaryLookup of(int k, int seed) {
        if (k < 2 || k > MOST) {
            throw InvalidInput.at("dictionary lookup", "2 to " + MOST + " keys", k);
        }
        NumpyRandomState random = new NumpyRandomState(seed);
        int[][] all = k > MOST_ENUMERATED ? new int[RANDOM][] : enumerated(k);
        for (int i = 0; i < all.length; i++) {
            if (k > MOST_ENUMERATED) {
                all[i] = random.permutation(k);
            }
        }
        boolean[] learnt = new boolean[k * k];
        int pairs = (int) (StrictMath.pow(TRAINING_SHARE, 1.0 / k) * k * k);
        for (int pair : Arrays.copyOf(random.permutation(k * k), pairs)) {
            learnt[pair] = true;
        }
        int[] order = random.permutation(all.length);
        return new DictionaryLookup(k, chosen(all, order, learnt, true), chosen(all, order, learnt, false));
    }

    private static int[][] chosen(int[][] all, int[] order, boolean[] learnt, boolean training) {
        return Arrays.stream(order)
                .mapToObj(i -> all[i])
                .filter(graph -> allIn(learnt, graph) == training)
                .toArray(int[][]::new);
    }

    private static boolean allIn(boolean[] pairs, int[] graph) {
        return IntStream.range(0, graph.length).allMatch(key -> pairs[key * graph.length + graph[key]]);
    }

    /** Permutation number n by its digits in the factorial number system. */
    private static int[][] enumerated(int k) {
        int count = 1;
        for (int i = 2; i <= k; i++) {
            count *= i;
        }
        int[][] all = new int[count][k];
        for (int n = 0; n < count; n++) {
            int rest = n;
            for (int i = 0; i < k; i++) {
                all[n][i] = i;
            }
            for (int i = k - 1; i > 0; i--) {
                int j = rest % (i + 1);
                rest /= i + 1;
                int swapped = all[n][i];
                all[n][i] = all[n][j];
                all[n][j] = swapped;
            }
        }
        return all;
    }
}
