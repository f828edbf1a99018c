package io.tgl.core.graph;

import java.util.Arrays;

/**
 * A column of times in ticks. A stream that spans less than 2^31 ticks (68 years of seconds) takes 32 bits a time, as the
 * distance to its first: less memory to read is what makes look-ups faster.
 */
final class Times {
    private static final int[] NONE = new int[0];
    private static final long[] NONE_WIDE = new long[0];

    private final boolean isNarrow;
    private final long base;
    private final int[] narrow;
    private final long[] wide;

    private Times(boolean isNarrow, long base, int[] narrow, long[] wide) {
        this.isNarrow = isNarrow;
        this.base = base;
        this.narrow = narrow;
        this.wide = wide;
    }

    /** Any times. */
    static Times wide(long[] times) {
        return new Times(false, 0, NONE, times);
    }

    /** {@code size} times from {@code first} to {@code last}. */
    static Times between(long first, long last, int size) {
        long span = last - first;
        // Negative: the difference is no long.
        return span >= 0 && span <= Integer.MAX_VALUE
                ? new Times(true, first, new int[size], NONE_WIDE)
                : wide(new long[size]);
    }

    int size() {
        return isNarrow ? narrow.length : wide.length;
    }

    long at(int index) {
        return isNarrow ? base + narrow[index] : wide[index];
    }

    void set(int index, long time) {
        if (isNarrow) {
            narrow[index] = (int) (time - base);
        } else {
            wide[index] = time;
        }
    }

    void copyTo(int from, long[] target, int offset, int count) {
        if (isNarrow) {
            for (int i = 0; i < count; i++) {
                target[offset + i] = base + narrow[from + i];
            }
        } else {
            System.arraycopy(wide, from, target, offset, count);
        }
    }

    void move(int from, int to, int count) {
        if (isNarrow) {
            System.arraycopy(narrow, from, narrow, to, count);
        } else {
            System.arraycopy(wide, from, wide, to, count);
        }
    }

    Times copyOf(int size) {
        return isNarrow
                ? new Times(true, base, Arrays.copyOf(narrow, size), NONE_WIDE)
                : wide(Arrays.copyOf(wide, size));
    }

    /** Every {@code 1 << shift}-th time. */
    Times every(int shift) {
        int size = (int) ((size() + (1L << shift) - 1) >>> shift);
        Times some = isNarrow ? new Times(true, base, new int[size], NONE_WIDE) : wide(new long[size]);
        for (int i = 0; i < size; i++) {
            some.set(i, at(i << shift));
        }
        return some;
    }

    long[] toArray() {
        long[] times = new long[size()];
        copyTo(0, times, 0, times.length);
        return times;
    }
}
