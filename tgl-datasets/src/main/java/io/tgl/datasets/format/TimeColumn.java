package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/**
 * Times of a table, before it is known what one tick is. Numbers are kept as whole multiples of a power of ten, which gets
 * finer when a finer time comes; ISO times are seconds since 1970 in the same form. Nothing is rounded.
 */
final class TimeColumn {
    static final long[] POWERS = new long[19];
    private static final double[] REAL_POWERS = new double[23];
    private static final long EXACT = 1L << 53;

    static {
        POWERS[0] = 1;
        for (int k = 1; k < POWERS.length; k++) {
            POWERS[k] = 10 * POWERS[k - 1];
        }
        REAL_POWERS[0] = 1;
        for (int k = 1; k < REAL_POWERS.length; k++) {
            REAL_POWERS[k] = 10 * REAL_POWERS[k - 1];
        }
    }

    private final String name;
    private final LongColumn values = new LongColumn();
    private double[] reals = new double[0];
    private int realCount;
    private int decimals;
    private boolean real;
    private boolean numbers;
    private boolean instants;
    private boolean partOfDay;

    TimeColumn(String name) {
        this.name = name;
    }

    /** 10^k, exact up to 22. */
    static double power(int k) {
        return REAL_POWERS[k];
    }

    /** Adds a whole number. */
    void add(long value, RowPlace place) {
        numbers = true;
        if (decimals == 0 && !real) {
            values.add(value);
        } else {
            add(value, 0, place);
        }
    }

    /** Adds mantissa x 10^-scale. */
    void addNumber(long mantissa, int scale, RowPlace place) {
        numbers = true;
        add(mantissa, scale, place);
    }

    /** Adds seconds since 1970 and nanoseconds. */
    void addInstant(long seconds, int nanoseconds, RowPlace place) {
        instants = true;
        partOfDay |= nanoseconds != 0 || Math.floorMod(seconds, 86_400) != 0;
        int places = nanoseconds == 0 ? 0 : 9;
        if (Math.abs(seconds) > Long.MAX_VALUE / 2_000_000_000L && nanoseconds != 0) {
            throw place.refuse(name, "a time that fits 64 bits in nanoseconds", seconds + " seconds since 1970");
        }
        add(nanoseconds == 0 ? seconds : seconds * 1_000_000_000L + nanoseconds, places, place);
    }

    private void add(long mantissa, int scale, RowPlace place) {
        long m = mantissa;
        int s = m == 0 ? 0 : scale;
        while (s > 0 && s > decimals && m % 10 == 0) {
            m /= 10;
            s--;
        }
        if (!real && s > decimals) {
            refine(s, place);
        }
        if (real) {
            addReal(m, s, place);
            return;
        }
        int up = decimals - s;
        if (up >= POWERS.length || Math.abs(m) > Long.MAX_VALUE / POWERS[up]) {
            toReal(place);
            addReal(m, s, place);
        } else {
            values.add(m * POWERS[up]);
        }
    }

    private void refine(int s, RowPlace place) {
        if (s < POWERS.length && values.scale(POWERS[s - decimals])) {
            decimals = s;
        } else {
            toReal(place);
        }
    }

    /** The times are finer than 64 bits hold: they stay the float64 numbers that the texts spell. */
    private void toReal(RowPlace place) {
        if (instants) {
            throw place.refuse(name, "times that fit 64 bits at the precision of the finest one", "a wider range");
        }
        long[] kept = values.toArray();
        reals = new double[Math.max(16, 2 * kept.length)];
        real = true;
        for (long value : kept) {
            addReal(value, decimals, place);
        }
    }

    private void addReal(long mantissa, int scale, RowPlace place) {
        if (Math.abs(mantissa) > EXACT || Math.abs(scale) >= REAL_POWERS.length) {
            addReal(new BigDecimal(BigInteger.valueOf(mantissa), scale).doubleValue(), place);
        } else {
            addReal(scale < 0 ? mantissa * power(-scale) : mantissa / power(scale), place);
        }
    }

    /** Adds a number that has more digits than 64 bits hold. */
    void addReal(double value, RowPlace place) {
        numbers = true;
        if (!real) {
            toReal(place);
        }
        if (!Double.isFinite(value)) {
            throw place.refuse(name, "a finite time", value);
        }
        if (realCount == reals.length) {
            reals = Arrays.copyOf(reals, realCount + (realCount >> 1) + 16);
        }
        reals[realCount++] = value;
    }

    /** Adds a float64: the decimal number that it is written as. */
    void addDouble(double value, RowPlace place) {
        if (value == StrictMath.rint(value) && Math.abs(value) <= EXACT) {
            add((long) value, place);
            return;
        }
        if (!Double.isFinite(value)) {
            throw place.refuse(name, "a finite time", value);
        }
        BigDecimal shortest = new BigDecimal(Double.toString(value));
        if (shortest.unscaledValue().bitLength() < 63) {
            addNumber(shortest.unscaledValue().longValue(), shortest.scale(), place);
        } else {
            addReal(value, place);
        }
    }

    int size() {
        return real ? realCount : values.size();
    }

    /** What the column turned out to hold; gives up its chunks. */
    Content content() {
        double[] all = real ? Arrays.copyOf(reals, realCount) : new double[0];
        return new Content(name, real ? new long[0] : values.toArray(), decimals, all, numbers, instants, partOfDay);
    }

    /**
     * A whole column.
     *
     * @param name its name, for messages
     * @param values times x 10^decimals; empty if they are reals
     * @param decimals digits after the point of the finest time
     * @param reals times that 64 bits do not hold as decimals
     * @param numbers whether there are plain numbers
     * @param instants whether there are ISO times
     * @param partOfDay whether an ISO time is not the start of a day
     */
    record Content(
            String name,
            long[] values,
            int decimals,
            double[] reals,
            boolean numbers,
            boolean instants,
            boolean partOfDay) {
        /** In ticks; {@code kept} empty = the coarsest that keeps all, {@code floor} at most for ISO times. */
        Ticks ticks(String file, Optional<TimeGranularity> unit, Optional<TimeGranularity> kept, TimeRules rules) {
            return new TickChoice(file, this, rules).ticks(unit, kept);
        }

        InvalidInput refuse(String file, String expected, Object found) {
            return InvalidInput.at(file + ", column " + name, expected, found);
        }
    }

    /** Times in ticks, what a tick is, and what was found out about it. */
    record Ticks(long[] values, TimeGranularity granularity, Optional<String> note) {}
}
