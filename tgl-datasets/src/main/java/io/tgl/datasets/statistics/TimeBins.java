package io.tgl.datasets.statistics;

import io.tgl.core.event.EventStream;

/** Bins of equal length over the times of a stream. */
record TimeBins(long first, long length, int count) {
    /** At most that many bins, of whole ticks. */
    static TimeBins of(EventStream events, int most) {
        if (events.size() == 0) {
            return new TimeBins(0, 1, 0);
        }
        long first = events.time(0);
        long span = Math.addExact(Math.subtractExact(events.time(events.size() - 1), first), 1);
        long length = Math.ceilDiv(span, most);
        return new TimeBins(first, length, (int) Math.ceilDiv(span, length));
    }

    int at(long time) {
        return (int) ((time - first) / length);
    }

    long[] starts() {
        long[] starts = new long[count];
        for (int i = 0; i < count; i++) {
            starts[i] = first + i * length;
        }
        return starts;
    }
}
