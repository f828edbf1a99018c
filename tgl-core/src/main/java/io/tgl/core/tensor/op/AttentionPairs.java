package io.tgl.core.tensor.op;

import org.jspecify.annotations.Nullable;

/**
 * Who attends to whom: in pair i the tokens of sequence {@code query[i]} attend to all tokens of sequence {@code
 * key[i]} and to nothing else. A sequence may stand in several pairs; its projections are computed once.
 *
 * @param queries sequences of query rows
 * @param query [pairs] a sequence of {@code queries}
 * @param keys sequences of key and value rows
 * @param key [pairs] a sequence of {@code keys}
 * @param multiplicity null, or for each key row how many equal tokens it stands for: it weighs that much in the softmax
 */
public record AttentionPairs(
        Sequences queries, int[] query, Sequences keys, int[] key, float @Nullable [] multiplicity) {
    /** Each sequence attends to itself. */
    public static AttentionPairs self(Sequences sequences, float @Nullable [] multiplicity) {
        int[] all = new int[sequences.count()];
        for (int s = 0; s < all.length; s++) {
            all[s] = s;
        }
        return new AttentionPairs(sequences, all, sequences, all, multiplicity);
    }

    /** Number of pairs. */
    public int count() {
        return query.length;
    }

    /** The result's sequences: one a pair, as long as its query. */
    public Sequences results() {
        return queries.select(query);
    }

    /**
     * Places of the pairs' score matrices, [heads, query rows, key rows] each, one after another; the last is the
     * total.
     */
    int[] scoreOffsets(int heads) {
        int[] offset = new int[count() + 1];
        for (int i = 0; i < count(); i++) {
            int size = Math.multiplyExact(heads, queries.length(query[i]) * keys.length(key[i]));
            offset[i + 1] = Math.addExact(offset[i], size);
        }
        return offset;
    }
}
