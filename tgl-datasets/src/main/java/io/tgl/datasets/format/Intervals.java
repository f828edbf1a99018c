package io.tgl.datasets.format;

/**
 * The time in which each fact holds, by row of the stream, in the stream's ticks.
 *
 * @param start first tick, {@link #OPEN_START} where it is unknown
 * @param end last tick, {@link #OPEN_END} where it is unknown
 */
public record Intervals(long[] start, long[] end) {
    /** Stands for an unknown start. */
    public static final long OPEN_START = Long.MIN_VALUE;

    /** Stands for an unknown end. */
    public static final long OPEN_END = Long.MAX_VALUE;
}
