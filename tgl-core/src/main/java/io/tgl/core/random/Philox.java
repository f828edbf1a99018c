package io.tgl.core.random;

/**
 * The counter-based generator Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3,
 * SC 2011): four 32-bit words for each 128-bit counter and 64-bit key, without any state.
 */
public final class Philox {
    /** Multiplier of words 0 and 1. */
    public static final int MULTIPLIER_0 = 0xD2511F53;
    /** Multiplier of words 2 and 3. */
    public static final int MULTIPLIER_1 = 0xCD9E8D57;
    /** What is added to the low key word from round to round: the golden ratio. */
    public static final int WEYL_0 = 0x9E3779B9;
    /** What is added to the high key word from round to round: the square root of three less one. */
    public static final int WEYL_1 = 0xBB67AE85;
    /** Number of rounds. */
    public static final int ROUNDS = 10;

    private static final long LOW = 0xFFFFFFFFL;

    private Philox() {}

    /**
     * Writes the four words of one counter to {@code out[0 .. 3]}.
     *
     * @param key key words: the low 32 bits, the high 32 bits
     * @param counter01 counter words 0 (low 32 bits) and 1 (high 32 bits)
     * @param counter2 counter word 2
     * @param counter3 counter word 3
     */
    public static void block(long key, long counter01, int counter2, int counter3, int[] out) {
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        int x0 = (int) counter01;
        int x1 = (int) (counter01 >>> 32);
        int x2 = counter2;
        int x3 = counter3;
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = (MULTIPLIER_0 & LOW) * (x0 & LOW);
            long p1 = (MULTIPLIER_1 & LOW) * (x2 & LOW);
            x0 = (int) (p1 >>> 32) ^ x1 ^ k0;
            x1 = (int) p1;
            x2 = (int) (p0 >>> 32) ^ x3 ^ k1;
            x3 = (int) p0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        out[0] = x0;
        out[1] = x1;
        out[2] = x2;
        out[3] = x3;
    }

    /** The uniform number in [0, 1) of one 32-bit word: (word &gt;&gt;&gt; 8) * 2^-24. */
    public static float uniform(int word) {
        return (word >>> 8) * 0x1p-24f;
    }
}
