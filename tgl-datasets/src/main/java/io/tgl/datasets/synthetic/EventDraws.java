package io.tgl.datasets.synthetic;

import io.tgl.core.random.Philox;
import io.tgl.core.random.RandomStreams;

/** Random numbers by event: any number of them for each, the same whatever was drawn for others. */
final class EventDraws {
    private static final int WORDS = 4;
    private static final long LOW = 0xFFFFFFFFL;

    private final long key;
    private final int[] words = new int[WORDS];
    private long event;
    private int block;
    private int used = WORDS;

    /** The stream of this name under the seed. */
    EventDraws(long seed, String name) {
        this.key = RandomStreams.key(seed, "synthetic/" + name);
    }

    /** The next numbers are those of event number i. */
    void of(long i) {
        event = i;
        block = 0;
        used = WORDS;
    }

    private int word() {
        if (used == WORDS) {
            Philox.block(key, event, block++, 0, words);
            used = 0;
        }
        return words[used++];
    }

    /** A double in [0, 1) of 53 bits. */
    double uniform() {
        int high = word() >>> 5;
        int low = word() >>> 6;
        return (high * 0x1p26 + low) * 0x1p-53;
    }

    /** A whole number in [0, bound), from the high bits of a 32-bit word: off by at most bound / 2^32. */
    int below(int bound) {
        return (int) (((word() & LOW) * bound) >>> Integer.SIZE);
    }

    /** An exponential number. */
    double exponential(double mean) {
        return -mean * StrictMath.log1p(-uniform());
    }

    /** A Poisson number by Knuth's product of uniforms; for small means. */
    int poisson(double mean) {
        double limit = StrictMath.exp(-mean);
        int count = -1;
        double product = 1;
        do {
            product *= uniform();
            count++;
        } while (product > limit);
        return count;
    }
}
