package io.tgl.datasets.format;

import io.tgl.core.event.TimeGranularity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which edges belong to which snapshot, and when snapshots are, by their names. */
final class SnapshotTimes {
    private static final Pattern DATE = Pattern.compile("(?<!\\d)(\\d{4})[-_]?(\\d{2})(?:[-_]?(\\d{2}))?(?!\\d)");

    private final List<String> names = new ArrayList<>();
    private final IntColumn ends = new IntColumn();
    private int edges;

    /** The edges that come belong to a new snapshot. */
    void begin(String name) {
        if (!names.isEmpty()) {
            ends.add(edges);
        }
        names.add(name);
    }

    /** An edge of the present snapshot; those before the first name are one without a name. */
    void addEdge() {
        if (names.isEmpty()) {
            names.add("");
        }
        edges++;
    }

    /** Time of each edge. */
    TimeColumn.Ticks ticks() {
        ends.add(edges);
        int[] end = ends.toArray();
        List<Optional<Long>> days = names.stream().map(SnapshotTimes::day).toList();
        boolean dated = days.stream().allMatch(Optional::isPresent);
        long[] ticks = new long[edges];
        int empty = 0;
        for (int snapshot = 0; snapshot < end.length; snapshot++) {
            int from = snapshot == 0 ? 0 : end[snapshot - 1];
            empty += from == end[snapshot] ? 1 : 0;
            long time = dated ? days.get(snapshot).orElse(0L) : snapshot;
            Arrays.fill(ticks, from, end[snapshot], time);
        }
        String note = names.size() + " snapshots, times are "
                + (dated ? "the dates in their names, in days since 1970" : "their numbers from 0")
                + (empty > 0 ? "; " + empty + " of them have no edge" : "");
        return new TimeColumn.Ticks(ticks, dated ? TimeGranularity.DAYS : TimeGranularity.TICKS, Optional.of(note));
    }

    /** The day that a name like as19971108.txt or 1999-05 spells; a month is its first day. */
    private static Optional<Long> day(String name) {
        Matcher matcher = DATE.matcher(name);
        while (matcher.find()) {
            int year = Integer.parseInt(matcher.group(1));
            int month = Integer.parseInt(matcher.group(2));
            int day = matcher.group(3) == null ? 1 : Integer.parseInt(matcher.group(3));
            if (year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= IsoTime.daysIn(year, month)) {
                return Optional.of(IsoTime.epochDay(year, month, day));
            }
        }
        return Optional.empty();
    }
}
