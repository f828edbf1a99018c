package io.tgl.eval.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Numbers as the report prints them: independent of the locale, with a true minus sign. */
final class Text {
    private static final double MINUTE = 60;
    private static final double HOUR = 3600;
    private static final Pattern ISO_MINUTE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d.*Z");
    private static final int MOST_LISTED = 5;
    private static final long MEBIBYTE = 1L << 20;

    private Text() {}

    /** A fraction as a percentage with two decimals: "92.34". */
    static String percent(double fraction) {
        return fixed(100 * fraction, 2);
    }

    /** "92.34 ± 1.04", without the second part if there is none. */
    static String percent(double mean, OptionalDouble deviation) {
        return percent(mean) + (deviation.isPresent() ? " ± " + percent(deviation.getAsDouble()) : "");
    }

    /** "+0.42" or "−0.42", and "0.00" without a sign. */
    static String signed(double value) {
        String text = fixed(value, 2);
        return value > 0 && !text.equals("0.00") ? "+" + text : text;
    }

    /** A number with that many decimals. */
    static String fixed(double value, int decimals) {
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        boolean zero = text.chars().allMatch(c -> c == '-' || c == '0' || c == '.');
        return text.replace("-", zero ? "" : "−");
    }

    /** A whole number in groups of three: "59,835". */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace('-', '−');
    }

    /** "0.42 s", "3.1 s", "2 min 05 s", "1 h 02 min". */
    static String seconds(double seconds) {
        long whole = Math.round(seconds);
        if (seconds < MINUTE - 0.05) {
            return fixed(seconds, seconds < 1 ? 3 : seconds < 10 ? 2 : 1) + " s";
        }
        return whole < HOUR
                ? whole / 60 + " min " + twoDigits(whole % 60) + " s"
                : whole / 3600 + " h " + twoDigits(whole % 3600 / 60) + " min";
    }

    private static String twoDigits(long value) {
        return String.format(Locale.ROOT, "%02d", value);
    }

    /** "2026-03-01 10:00 UTC" of an ISO 8601 instant in UTC; any other text as it is. */
    static String instant(String iso) {
        return ISO_MINUTE.matcher(iso).matches() ? iso.substring(0, 16).replace('T', ' ') + " UTC" : iso;
    }

    /** "812 MiB". */
    static String mebibytes(long bytes) {
        return count((bytes + MEBIBYTE / 2) / MEBIBYTE) + " MiB";
    }

    /** Percentages from the smallest to the largest: "90.11", "90.11 to 90.65". */
    static String range(List<Double> fractions) {
        String low = percent(fractions.stream().mapToDouble(v -> v).min().orElseThrow());
        String high = percent(fractions.stream().mapToDouble(v -> v).max().orElseThrow());
        return low.equals(high) ? low : low + " to " + high;
    }

    /** Whole numbers from the smallest to the largest: "7", "7 to 9". */
    static String whole(List<Long> values) {
        long low = values.stream().mapToLong(v -> v).min().orElseThrow();
        long high = values.stream().mapToLong(v -> v).max().orElseThrow();
        return low == high ? count(low) : count(low) + " to " + count(high);
    }

    /** "seed 0", "seeds 0, 1, 2", and "seeds 0 to 19" of more than five in a row. */
    static String seeds(List<Long> seeds) {
        if (seeds.size() > MOST_LISTED && seeds.getLast() - seeds.getFirst() == seeds.size() - 1) {
            return "seeds " + seeds.getFirst() + " to " + seeds.getLast();
        }
        StringBuilder text = new StringBuilder(seeds.size() == 1 ? "seed " : "seeds ");
        for (int i = 0; i < seeds.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(seeds.get(i));
        }
        return text.toString();
    }
}
