package io.tgl.models.walk;

import io.tgl.core.random.Philox;
import io.tgl.core.random.RandomStreams;

/**
 * The uniform numbers that decide whether a write replaces what another node has in its slot, one a candidate write, in
 * the order of the candidates.
 */
@FunctionalInterface
interface ReplacementDraws {
    /**
     * The draws of one hop's candidates.
     *
     * @param epoch of training that the state belongs to
     */
    float[] draw(int hop, CacheWrites writes, int epoch);

    /**
     * Draws keyed by epoch, hop, event and place within the event: none depends on what was drawn before, nor on the
     * batch.
     */
    static ReplacementDraws philox(long seed) {
        return (hop, writes, epoch) -> {
            long key = RandomStreams.key(seed, "replacement/" + hop);
            float[] draws = new float[writes.size()];
            int[] words = new int[4];
            for (int i = 0; i < draws.length; i++) {
                Philox.block(key, Integer.toUnsignedLong(writes.because(i)), writes.place(i), epoch, words);
                draws[i] = Philox.uniform(words[0]);
            }
            return draws;
        };
    }
}
