package io.tgl.datasets.synthetic;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.random.NumpyRandomState;
import java.util.Arrays;

/**
 * The task of Brody, Alon and Yahav (How Attentive are Graph Attention Networks?, ICLR 2022): a graph is a dictionary of k
 * keys, source i holding key i and value p(i), and k targets that know a key each and ask for its value. Every source is
 * linked to every target. A layer that ranks the sources alike for all targets cannot solve it.
 *
 * @param k keys, and values
 * @param training permutations p to learn from
 * @param test others
 */
public record DictionaryLookup(int k, int[][] training, int[][] test) {
    /** Random permutations where there are too many to take all, as published. */
    private static final int RANDOM = 32_000;

    private static final int MOST_ENUMERATED = 7;
    private static final int MOST = 64;

    /**
     * All k! permutations up to k = 7, else 32,000 random ones; in random order, the first 80 % to learn from.
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
        int[] order = random.permutation(all.length);
        int[][] mixed = Arrays.stream(order).mapToObj(i -> all[i]).toArray(int[][]::new);
        int cut = mixed.length * 4 / 5;
        return new DictionaryLookup(k, Arrays.copyOf(mixed, cut), Arrays.copyOfRange(mixed, cut, mixed.length));
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
