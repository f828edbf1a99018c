package io.tgl.core.graph;

/**
 * The time of every sixteenth entry: what a search reads first, small enough to stay in cache. 32 bits a time, as the
 * distance to the first, where the times span less than 2^31 ticks.
 */
final class Fences {
    static final int SHIFT = 4;
    /** Entries a fence. */
    static final int STEP = 1 << SHIFT;

    private static final int[] NONE = new int[0];
    private static final long[] NONE_WIDE = new long[0];

    private final boolean isNarrow;
    private final long base;
    private final int[] narrow;
    private final long[] wide;

    private Fences(boolean isNarrow, long base, int[] narrow, long[] wide) {
        this.isNarrow = isNarrow;
        this.base = base;
        this.narrow = narrow;
        this.wide = wide;
    }

    /** The fences of entries of times from {@code first} to {@code last}. */
    static Fences of(Entries entries, long first, long last) {
        int size = ceiling(entries.size());
        long span = last - first;
        if (span >= 0 && span <= Integer.MAX_VALUE) {
            int[] narrow = new int[size];
            for (int i = 0; i < size; i++) {
                narrow[i] = (int) (entries.time(i << SHIFT) - first);
            }
            return new Fences(true, first, narrow, NONE_WIDE);
        }
        long[] wide = new long[size];
        for (int i = 0; i < size; i++) {
            wide[i] = entries.time(i << SHIFT);
        }
        return new Fences(false, 0, NONE, wide);
    }

    long at(int fence) {
        return isNarrow ? base + narrow[fence] : wide[fence];
    }

    /** The first fence at or behind an entry. */
    static int ceiling(int entry) {
        return (entry + STEP - 1) >>> SHIFT;
    }
}
