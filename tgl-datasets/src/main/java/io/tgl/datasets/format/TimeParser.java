package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Times as texts: whole numbers, numbers with a fraction or an exponent, and ISO-8601 (a date, or date and time with or
 * without an offset; without one it is UTC). A time that is no whole number of ticks is refused, never rounded.
 */
final class TimeParser {
    private static final int LONGEST = 64;

    private final TimeGranularity unit;
    private final TimeGranularity tick;

    TimeParser(TimeGranularity unit, TimeGranularity tick) {
        this.unit = unit;
        this.tick = tick;
        if ((unit == TimeGranularity.TICKS) != (tick == TimeGranularity.TICKS)) {
            throw InvalidInput.at("time unit", "ticks of a physical unit, as the times have one", unit + " in " + tick);
        }
    }

    /** Whether a field could be a time. */
    static boolean looksLikeTime(String text) {
        return number(text).isPresent() || instant(text).isPresent();
    }

    /** The time in ticks; the fault carries the place {@code where}. */
    long parse(String text, String where) {
        if (unit == tick && isWhole(text)) {
            return Long.parseLong(text);
        }
        BigDecimal ticks = number(text)
                .map(value -> value.multiply(nanoseconds(unit)))
                .or(() -> instant(text).map(TimeParser::nanosecondsOf))
                .orElseThrow(() -> InvalidInput.at(where, "a number or an ISO-8601 time", described(text)))
                .divide(nanoseconds(tick), 12, RoundingMode.HALF_EVEN);
        try {
            return ticks.setScale(0, RoundingMode.UNNECESSARY).longValueExact();
        } catch (ArithmeticException e) {
            throw new InvalidInput(
                    where + ": expected a whole number of " + name(tick) + " that fits 64 bits, found " + text
                            + "; a finer --tick keeps fractions",
                    e);
        }
    }

    private static boolean isWhole(String text) {
        int first = text.startsWith("-") ? 1 : 0;
        boolean digits = text.length() > first && text.length() - first <= 18;
        for (int i = first; i < text.length() && digits; i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits;
    }

    private static Optional<BigDecimal> number(String text) {
        if (text.isEmpty() || text.length() > LONGEST || Character.isLetter(text.charAt(0))) {
            return Optional.empty();
        }
        try {
            BigDecimal value = new BigDecimal(text);
            // An exponent of a million would be a number of a million digits.
            return Math.abs((long) value.scale()) > LONGEST ? Optional.empty() : Optional.of(value);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(String text) {
        IsoTime time = new IsoTime();
        return time.parse(text)
                ? Optional.of(Instant.ofEpochSecond(time.seconds(), time.nanoseconds()))
                : Optional.empty();
    }

    private static BigDecimal nanosecondsOf(Instant instant) {
        return BigDecimal.valueOf(instant.getEpochSecond())
                .multiply(nanoseconds(TimeGranularity.SECONDS))
                .add(BigDecimal.valueOf(instant.getNano()));
    }

    private static BigDecimal nanoseconds(TimeGranularity unit) {
        return BigDecimal.valueOf(Math.max(1, unit.nanoseconds()));
    }

    private static String name(TimeGranularity tick) {
        return tick.name().toLowerCase(Locale.ROOT);
    }

    static String described(String text) {
        return text.isEmpty()
                ? "nothing"
                : "\"" + (text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text) + "\"";
    }
}
