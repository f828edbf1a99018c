package io.tgl.core.graph;

import io.tgl.core.random.Philox;

/**
 * Counter-based draws: a number depends on the query and on its place within the query, never on what was drawn before,
 * so that threads and batch composition change nothing.
 *
 * @param words the generator; it carries seed, epoch and whatever else distinguishes one pass from another
 * @param key what tells two queries of a call apart
 */
public record KeyedDraws(Words words, Key key) implements NeighborDraws {
    /** A counter-based generator of 32-bit words, e.g. {@link #philox}. Called from several threads. */
    @FunctionalInterface
    public interface Words {
        /** Writes the four words that belong to a 128-bit counter. */
        void generate(int counter0, int counter1, int counter2, int counter3, int[] four);
    }

    /** What tells two queries apart. */
    public enum Key {
        /** Node and bound: equal queries get equal samples, whatever else is in the batch. */
        CONTENT,
        /** Place in the call: equal queries get independent samples, as published implementations draw. */
        POSITION
    }

    /** Draws keyed by what is asked. */
    public static KeyedDraws byContent(Words words) {
        return new KeyedDraws(words, Key.CONTENT);
    }

    /** Draws keyed by the place in the call. */
    public static KeyedDraws byPosition(Words words) {
        return new KeyedDraws(words, Key.POSITION);
    }

    /** Philox 4x32-10 under a key, e.g. {@link io.tgl.core.random.RandomStreams#key} of seed, use and epoch. */
    public static Words philox(long key) {
        return (counter0, counter1, counter2, counter3, four) ->
                Philox.block(key, (counter0 & 0xFFFF_FFFFL) | ((long) counter1 << 32), counter2, counter3, four);
    }

    @Override
    public Cursor cursor() {
        return new KeyedCursor(words, key);
    }

    @Override
    public boolean inOrder() {
        return false;
    }

    @Override
    public void reset() {}

    private static final class KeyedCursor implements Cursor {
        private final Words words;
        private final Key key;
        private final int[] four = new int[4];
        private int counter0;
        private int counter1;
        private int counter2;
        private int block;
        private int used;

        KeyedCursor(Words words, Key key) {
            this.words = words;
            this.key = key;
        }

        @Override
        public void start(int node, long at, int query) {
            boolean content = key == Key.CONTENT;
            counter0 = content ? node : query;
            counter1 = content ? (int) at : 0;
            counter2 = content ? (int) (at >>> 32) : 0;
            block = 0;
            used = four.length;
        }

        private int next() {
            if (used == four.length) {
                words.generate(counter0, counter1, counter2, block++, four);
                used = 0;
            }
            return four[used++];
        }

        @Override
        public int index(int count) {
            return (int) (((next() & 0xFFFF_FFFFL) * count) >>> 32);
        }

        @Override
        public double uniform() {
            int high = next() >>> 5;
            int low = next() >>> 6;
            return (((long) high << 26) | low) * 0x1p-53;
        }
    }
}
