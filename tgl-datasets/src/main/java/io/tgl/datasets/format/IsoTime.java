package io.tgl.datasets.format;

/**
 * Parses ISO-8601 times: a month ({@code 1999-05}, its first day), a date, or date and time with T or a space between, with
 * or without seconds, a fraction of up to 9 digits, and an offset ({@code Z}, {@code +02}, {@code +02:00}, {@code +0200});
 * without one it is UTC. Holds the last time that was parsed.
 */
final class IsoTime {
    private static final int LONGEST = 40;
    private static final int[] DAYS_BEFORE = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    private static final int[] DAYS_IN = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final int DAYS_TO_1970 = 719_528;

    private String text = "";
    private int at;
    private long seconds;
    private int nanoseconds;

    /** Whether the text is a time. */
    boolean parse(String time) {
        text = time;
        at = 0;
        nanoseconds = 0;
        if (time.length() < 7 || time.length() > LONGEST) {
            return false;
        }
        int sign = time.charAt(0) == '-' ? -1 : 1;
        at = time.charAt(0) == '-' || time.charAt(0) == '+' ? 1 : 0;
        int year = sign * digits(4, at > 0 ? 9 : 4);
        if (failed() || !take('-')) {
            return false;
        }
        int month = digits(2, 2);
        if (failed() || month < 1 || month > 12) {
            return false;
        }
        int day = 1;
        if (at < text.length()) {
            day = take('-') ? digits(2, 2) : 0;
        }
        if (failed() || day < 1 || day > daysIn(year, month)) {
            return false;
        }
        seconds = 86_400 * epochDay(year, month, day);
        return at == text.length() || time();
    }

    private boolean time() {
        if (!take('T') && !take(' ') && !take('t')) {
            return false;
        }
        int hour = digits(2, 2);
        if (failed() || hour > 23 || !take(':')) {
            return false;
        }
        int minute = digits(2, 2);
        int second = take(':') ? digits(2, 2) : 0;
        if (failed() || minute > 59 || second > 59) {
            return false;
        }
        seconds += 3600L * hour + 60L * minute + second;
        return fraction() && (at == text.length() || offset());
    }

    private boolean fraction() {
        if (!take('.') && !take(',')) {
            return true;
        }
        int from = at;
        int value = digits(1, 9);
        for (int digit = at - from; digit < 9 && !failed(); digit++) {
            value *= 10;
        }
        nanoseconds = value;
        return !failed();
    }

    private boolean offset() {
        if (take('Z') || take('z')) {
            return at == text.length();
        }
        boolean west = take('-');
        if (!west && !take('+')) {
            return false;
        }
        int hour = digits(2, 2);
        int minute = 0;
        if (!failed() && at < text.length()) {
            take(':');
            minute = digits(2, 2);
        }
        if (failed() || hour > 18 || minute > 59) {
            return false;
        }
        seconds += (west ? 60L : -60L) * (60L * hour + minute);
        return at == text.length();
    }

    private boolean take(char expected) {
        boolean there = !failed() && at < text.length() && text.charAt(at) == expected;
        at += there ? 1 : 0;
        return there;
    }

    /** At least {@code least} digits, at most {@code most}. */
    private int digits(int least, int most) {
        int value = 0;
        int count = 0;
        while (!failed() && count < most && at < text.length() && isDigit(text.charAt(at))) {
            value = value * 10 + text.charAt(at++) - '0';
            count++;
        }
        if (count < least) {
            at = text.length() + 1;
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private boolean failed() {
        return at > text.length();
    }

    /** Seconds since 1970, UTC. */
    long seconds() {
        return seconds;
    }

    int nanoseconds() {
        return nanoseconds;
    }

    static int daysIn(int year, int month) {
        return month == 2 && isLeap(year) ? 29 : DAYS_IN[month - 1];
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    /** Days since 1970-01-01 in the Gregorian calendar, also before its time; year 0 is 1 BC. */
    static long epochDay(int year, int month, int day) {
        long before = year - 1L;
        long leaps = Math.floorDiv(before, 4) - Math.floorDiv(before, 100) + Math.floorDiv(before, 400);
        // Day 0 of this count is 0001-01-01, which is 366 days after 0000-01-01.
        long days = 365 * before + leaps + DAYS_BEFORE[month - 1] + (month > 2 && isLeap(year) ? 1 : 0) + day - 1;
        return days + 366 - DAYS_TO_1970;
    }
}
