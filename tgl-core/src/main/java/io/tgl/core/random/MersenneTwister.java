package io.tgl.core.random;

/**
 * MT19937 (Matsumoto and Nishimura 1998), the generator below NumPy's legacy {@code RandomState} and CPython's
 * {@code random}, with the seeding procedures of both.
 */
final class MersenneTwister {
    private static final int N = 624;
    private static final int M = 397;

    private final int[] state = new int[N];
    private int next = N;

    private MersenneTwister() {}

    /** Seeded by one 32-bit number (init_genrand). */
    static MersenneTwister ofNumber(int seed) {
        MersenneTwister twister = new MersenneTwister();
        twister.fill(seed);
        return twister;
    }

    /** Seeded by an array of 32-bit numbers (init_by_array). */
    static MersenneTwister ofArray(int[] key) {
        MersenneTwister twister = ofNumber(19650218);
        twister.mix(key);
        return twister;
    }

    private void fill(int seed) {
        state[0] = seed;
        for (int i = 1; i < N; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    private void mix(int[] key) {
        int i = 1;
        int j = 0;
        for (int k = Math.max(N, key.length); k > 0; k--) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1664525)) + key[j] + j;
            i = advance(i);
            j = (j + 1) % key.length;
        }
        for (int k = N - 1; k > 0; k--) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1566083941)) - i;
            i = advance(i);
        }
        state[0] = 0x80000000;
    }

    private int advance(int i) {
        if (i + 1 < N) {
            return i + 1;
        }
        state[0] = state[N - 1];
        return 1;
    }

    /** The next 32 bits. */
    int next32() {
        if (next == N) {
            twist();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    private void twist() {
        for (int k = 0; k < N; k++) {
            int y = (state[k] & 0x80000000) | (state[(k + 1) % N] & 0x7fffffff);
            state[k] = state[(k + M) % N] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
        }
        next = 0;
    }

    /** A double in [0, 1) of 53 bits from two draws. */
    double nextDouble() {
        int a = next32() >>> 5;
        int b = next32() >>> 6;
        return (a * 67108864.0 + b) / 9007199254740992.0;
    }
}
