package io.tgl.datasets.format;

import io.tgl.core.event.TimeGranularity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Decides what one tick of a time column is, once the whole column is known, and brings the column into ticks. */
final class TickChoice {
    private static final int MOST_STEPS = 1 << 20;
    private static final List<TimeGranularity> FINER = List.of(
            TimeGranularity.SECONDS,
            TimeGranularity.MILLISECONDS,
            TimeGranularity.MICROSECONDS,
            TimeGranularity.NANOSECONDS);

    private final String file;
    private final TimeColumn.Content column;
    private final TimeRules rules;

    TickChoice(String file, TimeColumn.Content column, TimeRules rules) {
        this.file = file;
        this.column = column;
        this.rules = rules;
    }

    TimeColumn.Ticks ticks(Optional<TimeGranularity> told, Optional<TimeGranularity> kept) {
        if (column.reals().length > 0) {
            return steps();
        }
        TimeGranularity unit = column.instants() ? TimeGranularity.SECONDS : told.orElseGet(this::unitBySize);
        if (column.instants() && column.numbers() && told.orElse(TimeGranularity.SECONDS) != TimeGranularity.SECONDS) {
            throw column.refuse(file, "either numbers or ISO times, unless numbers are seconds", "both");
        }
        if (unit == TimeGranularity.TICKS) {
            return bareTicks(kept);
        }
        TimeGranularity tick = kept.orElseGet(() -> coarsest(unit));
        if (tick == TimeGranularity.TICKS) {
            throw column.refuse(file, "ticks of a physical unit, as the times have one", "ticks without one");
        }
        long[] values = converted(unit, tick);
        boolean inferred = told.isEmpty() || (kept.isEmpty() && tick != unit);
        return new TimeColumn.Ticks(values, tick, inferred ? Optional.of(note(unit, tick, values)) : Optional.empty());
    }

    /** Since 1970, seconds stay below 10^11 until the year 5138, and milliseconds are above it since 1973. */
    private TimeGranularity unitBySize() {
        long largest = 0;
        for (long value : column.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        long size = largest / TimeColumn.POWERS[column.decimals()];
        if (!rules.bySize() || size < 100_000_000_000L) {
            return rules.usual();
        }
        return size < 100_000_000_000_000L
                ? TimeGranularity.MILLISECONDS
                : size < 100_000_000_000_000_000L ? TimeGranularity.MICROSECONDS : TimeGranularity.NANOSECONDS;
    }

    private TimeColumn.Ticks bareTicks(Optional<TimeGranularity> kept) {
        if (kept.isPresent() && kept.get() != TimeGranularity.TICKS) {
            throw column.refuse(file, "ticks without a unit, as the times have none", "--tick " + kept.get());
        }
        Optional<String> note = column.decimals() == 0
                ? Optional.empty()
                : Optional.of("column " + column.name() + ": times have " + column.decimals()
                        + " digits after the point; one tick is 10^-" + column.decimals());
        return new TimeColumn.Ticks(column.values(), TimeGranularity.TICKS, note);
    }

    private TimeGranularity coarsest(TimeGranularity unit) {
        boolean wholeDays = column.instants() && !column.numbers() && !column.partOfDay();
        if (wholeDays && rules.instantTick() == TimeGranularity.DAYS) {
            return TimeGranularity.DAYS;
        }
        if (column.decimals() == 0) {
            return unit;
        }
        for (TimeGranularity tick : FINER) {
            if (tick.nanoseconds() < unit.nanoseconds() && fits(unit, tick)) {
                return tick;
            }
        }
        throw column.refuse(
                file, "times that are whole numbers of nanoseconds", column.decimals() + " digits after the point");
    }

    /** Whether every time is a whole number of such ticks; enough for that: one unit of the last digit is. */
    private boolean fits(TimeGranularity unit, TimeGranularity tick) {
        BigInteger unitTicks = BigInteger.valueOf(unit.nanoseconds() / tick.nanoseconds());
        BigInteger power = BigInteger.TEN.pow(column.decimals());
        if (unitTicks.mod(power).signum() == 0) {
            return true;
        }
        for (long value : column.values()) {
            if (BigInteger.valueOf(value).multiply(unitTicks).mod(power).signum() != 0) {
                return false;
            }
        }
        return true;
    }

    /** value x unit / 10^decimals / tick, each exactly. */
    private long[] converted(TimeGranularity unit, TimeGranularity tick) {
        BigInteger up = BigInteger.valueOf(unit.nanoseconds());
        BigInteger down = BigInteger.TEN.pow(column.decimals()).multiply(BigInteger.valueOf(tick.nanoseconds()));
        BigInteger common = up.gcd(down);
        up = up.divide(common);
        down = down.divide(common);
        long[] values = column.values();
        boolean small = up.bitLength() < 63 && down.bitLength() < 63;
        if (!small) {
            throw column.refuse(file, "times that fit 64 bits in " + name(tick), column.decimals() + " digits");
        }
        long factor = up.longValueExact();
        long divisor = down.longValueExact();
        if (factor == 1 && divisor == 1) {
            return values;
        }
        for (int row = 0; row < values.length; row++) {
            long high = Math.multiplyHigh(values[row], factor);
            long low = values[row] * factor;
            if (high != low >> 63) {
                throw column.refuse(file + ", row " + row, "a time that fits 64 bits in " + name(tick), text(row));
            }
            if (low % divisor != 0) {
                throw column.refuse(
                        file + ", row " + row,
                        "a whole number of " + name(tick) + " (a finer --tick keeps fractions)",
                        text(row));
            }
            values[row] = low / divisor;
        }
        return values;
    }

    private String text(int row) {
        return BigDecimal.valueOf(column.values()[row], column.decimals()).toPlainString();
    }

    private String note(TimeGranularity unit, TimeGranularity tick, long[] values) {
        String kind = column.instants()
                ? column.numbers() ? "ISO times, and numbers of seconds since 1970" : "ISO times"
                : "numbers of " + name(unit);
        long least = Arrays.stream(values).min().orElse(0);
        long most = Arrays.stream(values).max().orElse(0);
        String range = column.instants() || Math.abs(most) > 100_000_000L * (1_000_000_000L / tick.nanoseconds() + 1)
                ? " (" + date(least, tick) + " to " + date(most, tick) + ")"
                : "";
        return "column " + column.name() + ": " + kind + range + ", kept as " + name(tick);
    }

    private static String date(long ticks, TimeGranularity tick) {
        BigInteger seconds = BigInteger.valueOf(ticks)
                .multiply(BigInteger.valueOf(tick.nanoseconds()))
                .divide(BigInteger.valueOf(1_000_000_000L));
        boolean known = seconds.abs().compareTo(BigInteger.valueOf(31_556_889_864_403_199L)) <= 0;
        return known ? Instant.ofEpochSecond(seconds.longValue()).toString() : ticks + " " + name(tick);
    }

    private static String name(TimeGranularity tick) {
        return tick.name().toLowerCase(Locale.ROOT);
    }

    /** Reals that are multiples k/N of one step, as authors get them who bring times to 0 .. 1: ticks of 1/N. */
    private TimeColumn.Ticks steps() {
        double[] reals = column.reals();
        double[] fractions = Arrays.stream(reals)
                .map(value -> Math.abs(value) - Math.floor(Math.abs(value)))
                .distinct()
                .sorted()
                .toArray();
        for (int steps = 1; steps <= MOST_STEPS; steps++) {
            // The smallest fraction comes first: it fails for nearly every wrong step.
            if (areMultiples(fractions, steps, 1 << 10) && areMultiples(reals, steps, 0)) {
                long[] ticks = new long[reals.length];
                for (int row = 0; row < ticks.length; row++) {
                    ticks[row] = (long) StrictMath.rint(reals[row] * steps);
                }
                String note = "column " + column.name() + ": times are multiples of 1/" + steps
                        + " in float64; one tick is that";
                return new TimeColumn.Ticks(ticks, TimeGranularity.TICKS, Optional.of(note));
            }
        }
        throw column.refuse(
                file,
                "times that fit 64 bits at the precision of the finest one, or multiples of one step down to 1/"
                        + MOST_STEPS,
                "others");
    }

    /** Whether each is the float64 nearest to a whole number of steps: the text says no more than that number. */
    private static boolean areMultiples(double[] values, int steps, int ulps) {
        for (double value : values) {
            double k = StrictMath.rint(value * steps);
            double off = Math.abs(k / steps - value);
            if (Math.abs(k) > 1L << 53 || off > ulps * Math.ulp(Math.max(1, value))) {
                return false;
            }
        }
        return true;
    }
}
