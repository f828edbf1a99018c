package io.tgl.eval.negative;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.random.Philox;
import io.tgl.core.random.RandomStreams;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.Arrays;

/**
 * Draws pairs without replacement by rejection: uniform over what is allowed, in memory of what is drawn. What is drawn
 * depends on the seed, two numbers (epoch or zero, batch) and what is asked, alone.
 */
final class PairDraws {
    private static final int WORDS = 4;

    private final long key;
    private final int first;
    private final int second;
    private final int[] words = new int[WORDS];
    private long drawn;

    PairDraws(long seed, String stream, int first, int second) {
        this.key = RandomStreams.key(seed, stream);
        this.first = first;
        this.second = second;
    }

    /** A number from 0 to bound - 1: the high half of a product, uniform but for a share of 2^-32 times the bound. */
    int below(int bound) {
        int word = (int) (drawn % WORDS);
        if (word == 0) {
            Philox.block(key, drawn / WORDS, first, second, words);
        }
        drawn++;
        return (int) (((words[word] & 0xFFFFFFFFL) * bound) >>> Integer.SIZE);
    }

    /**
     * Distinct pairs of the range of numbers [from, to) that are not excluded.
     *
     * @param excluded ascending numbers
     * @param count at most as many as are allowed
     */
    int[] range(int from, int to, int[] excluded, int count) {
        int[] result = new int[count];
        IntOpenHashSet taken = new IntOpenHashSet(count);
        for (int i = 0; i < count; i++) {
            int pair = from + below(to - from);
            while (Arrays.binarySearch(excluded, pair) >= 0 || !taken.add(pair)) {
                pair = from + below(to - from);
            }
            result[i] = pair;
        }
        return result;
    }

    /**
     * Pairs of any source and any destination that are no pair of the batch: distinct ones as long as there are enough.
     *
     * @throws InvalidInput if the batch has every pair
     */
    void any(int[] sources, int[] destinations, EventBatch batch, int count, int[] source, int[] destination, int at) {
        LongOpenHashSet refused = new LongOpenHashSet();
        for (int i = 0; i < batch.size(); i++) {
            refused.add(SeenPairs.key(batch.source(i), batch.destination(i)));
        }
        long possible = (long) sources.length * destinations.length - refused.size();
        if (possible < 1) {
            throw InvalidInput.at("negatives", "a pair that is not in the batch", "none");
        }
        boolean distinct = possible >= count;
        int found = 0;
        while (found < count) {
            int u = sources[below(sources.length)];
            int v = destinations[below(destinations.length)];
            long pair = SeenPairs.key(u, v);
            if (distinct ? refused.add(pair) : !refused.contains(pair)) {
                source[at + found] = u;
                destination[at + found] = v;
                found++;
            }
        }
    }
}
