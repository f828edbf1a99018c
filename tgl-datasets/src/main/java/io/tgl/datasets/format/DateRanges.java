package io.tgl.datasets.format;

import java.util.ArrayList;
import java.util.List;

/**
 * Validities as pairs of dates {@code YYYY-MM-DD} in which # stands for a digit that is not known. In days since
 * 1970-01-01 a fact holds from the first day that its start may be to the last day that its end may be. A start of which
 * nothing is known is open, and so is an end. A month or day that no calendar has counts as unknown.
 */
final class DateRanges {
    private final LongColumn starts = new LongColumn();
    private final LongColumn ends = new LongColumn();
    private int openStarts;
    private int openEnds;
    private int backwards;
    private int oddDates;
    private long[] start = new long[0];
    private long[] end = new long[0];

    void add(String from, String to, RowPlace place) {
        long first = day(from, false, place, "start");
        long last = day(to, true, place, "end");
        openStarts += first == Intervals.OPEN_START ? 1 : 0;
        openEnds += last == Intervals.OPEN_END ? 1 : 0;
        backwards += first > last ? 1 : 0;
        starts.add(first);
        ends.add(last);
    }

    /** First or last day that a date may be. */
    private long day(String text, boolean last, RowPlace place, String column) {
        int sign = text.startsWith("-") ? 1 : 0;
        int afterYear = text.indexOf('-', sign);
        int afterMonth = afterYear < 0 ? -1 : text.indexOf('-', afterYear + 1);
        String year = afterYear < 0 ? text.substring(sign) : text.substring(sign, afterYear);
        if (year.isEmpty() || year.length() > 9 || !isMasked(text.substring(sign))) {
            throw place.refuse(column, "a date YYYY-MM-DD, # for unknown digits", TimeParser.described(text));
        }
        if (year.chars().allMatch(c -> c == '#')) {
            return last ? Intervals.OPEN_END : Intervals.OPEN_START;
        }
        // Before the year 0 the unknown digits of an early bound are nines.
        boolean nines = last != (sign == 1);
        int y = Integer.parseInt(year.replace('#', nines ? '9' : '0')) * (sign == 1 ? -1 : 1);
        String monthText =
                afterYear < 0 ? "" : text.substring(afterYear + 1, afterMonth < 0 ? text.length() : afterMonth);
        int month = part(monthText, 12);
        int day = month < 0 || afterMonth < 0 ? -1 : part(text.substring(afterMonth + 1), IsoTime.daysIn(y, month));
        int m = month < 0 ? (last ? 12 : 1) : month;
        int d = day < 0 ? (last ? IsoTime.daysIn(y, m) : 1) : day;
        return IsoTime.epochDay(y, m, d);
    }

    private static boolean isMasked(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '#' || c == '-');
    }

    /** A month or day, -1 if it is not known. */
    private int part(String text, int most) {
        if (text.isEmpty() || text.indexOf('#') >= 0) {
            return -1;
        }
        int value = text.length() > 2 || text.indexOf('-') >= 0 ? -1 : Integer.parseInt(text);
        boolean odd = value < 1 || value > most;
        oddDates += odd ? 1 : 0;
        return odd ? -1 : value;
    }

    /** The intervals; gives up the columns. */
    Intervals intervals() {
        start = starts.toArray();
        end = ends.toArray();
        return new Intervals(start, end);
    }

    /** Where facts stand in the stream: at their start; one without a start at its end; one without both at the first. */
    long[] eventTimes() {
        long first = Long.MAX_VALUE;
        for (int row = 0; row < start.length; row++) {
            first = start[row] == Intervals.OPEN_START ? first : Math.min(first, start[row]);
            first = end[row] == Intervals.OPEN_END ? first : Math.min(first, end[row]);
        }
        first = first == Long.MAX_VALUE ? 0 : first;
        long[] times = new long[start.length];
        for (int row = 0; row < times.length; row++) {
            long known = start[row] != Intervals.OPEN_START ? start[row] : end[row];
            times[row] = known == Intervals.OPEN_END ? first : known;
        }
        return times;
    }

    String note() {
        List<String> parts = new ArrayList<>();
        parts.add("facts stand at the first day of their start, in days since 1970-01-01; " + openStarts
                + " starts and " + openEnds + " ends are open; a fact without a start stands at its end");
        if (backwards > 0) {
            parts.add(backwards + " facts end before they start: kept");
        }
        if (oddDates > 0) {
            parts.add(oddDates + " dates have a month or day that no calendar has: taken as unknown");
        }
        return String.join("; ", parts);
    }
}
