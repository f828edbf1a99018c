package io.tgl.datasets.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts of whole numbers &gt;= 0 in fixed memory, however many: numbers below 128 exactly, larger ones in 64 steps an
 * octave, so that a quantile is right to 1.6 %. Least, mean and largest are exact.
 */
public final class LogHistogram {
    private static final int STEPS_LOG2 = 6;
    private static final int STEPS = 1 << STEPS_LOG2;

    private final long[] counts = new long[STEPS * (Long.SIZE - STEPS_LOG2)];
    private long count;
    private long least = Long.MAX_VALUE;
    private long most;
    private double sum;

    /** A range of numbers and how many are in it: {@code from} inclusive, {@code to} exclusive. */
    public record Bin(long from, long to, long count) {}

    /** Counts a number. */
    public void add(long value) {
        counts[cell(value)]++;
        count++;
        least = Math.min(least, value);
        most = Math.max(most, value);
        sum += value;
    }

    private static int cell(long value) {
        int shift = Math.max(0, Long.SIZE - 1 - STEPS_LOG2 - Long.numberOfLeadingZeros(value | 1));
        return (shift << STEPS_LOG2) + (int) (value >>> shift);
    }

    /** The smallest number of a cell. */
    private static long low(int cell) {
        int shift = Math.max(0, (cell >>> STEPS_LOG2) - 1);
        return (long) (cell - (shift << STEPS_LOG2)) << shift;
    }

    /** How many numbers. */
    public long count() {
        return count;
    }

    /** Least, middle, mean and largest. */
    public StreamSummary.Spread spread() {
        return count == 0
                ? new StreamSummary.Spread(0, 0, 0, 0)
                : new StreamSummary.Spread(least, quantile(count / 2), sum / count, most);
    }

    /** The number of that rank, from 0 in ascending order. */
    private long quantile(long rank) {
        long below = 0;
        int cell = 0;
        while (below + counts[cell] <= rank) {
            below += counts[cell++];
        }
        return Math.clamp(low(cell), least, most);
    }

    /** Counts by powers of two: 0, 1, 2 to 3, 4 to 7, ...; without the empty ones at both ends. */
    public List<Bin> octaves() {
        List<Bin> bins = new ArrayList<>();
        if (count == 0) {
            return bins;
        }
        int first = octave(least);
        long[] sums = new long[octave(most) - first + 1];
        for (int cell = 0; cell < counts.length; cell++) {
            if (counts[cell] > 0) {
                sums[octave(low(cell)) - first] += counts[cell];
            }
        }
        for (int i = 0; i < sums.length; i++) {
            bins.add(new Bin(start(first + i), start(first + i + 1), sums[i]));
        }
        return bins;
    }

    private static int octave(long value) {
        return Long.SIZE - Long.numberOfLeadingZeros(value);
    }

    private static long start(int octave) {
        return octave == 0 ? 0 : octave >= Long.SIZE - 1 ? Long.MAX_VALUE : 1L << (octave - 1);
    }
}
