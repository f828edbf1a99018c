package io.tgl.core.event;

/** What one tick of a stream's times is. */
public enum TimeGranularity {
    /** Ticks without a physical unit, only their order and distance count. */
    TICKS(0),
    /** One tick is a nanosecond. */
    NANOSECONDS(1),
    /** One tick is a microsecond. */
    MICROSECONDS(1_000),
    /** One tick is a millisecond. */
    MILLISECONDS(1_000_000),
    /** One tick is a second; the unit of the published time ladders. */
    SECONDS(1_000_000_000L),
    /** One tick is a minute. */
    MINUTES(60_000_000_000L),
    /** One tick is an hour. */
    HOURS(3_600_000_000_000L),
    /** One tick is a day. */
    DAYS(86_400_000_000_000L);

    private final long nanoseconds;

    TimeGranularity(long nanoseconds) {
        this.nanoseconds = nanoseconds;
    }

    /** Length of a tick in nanoseconds, 0 for {@link #TICKS}. */
    public long nanoseconds() {
        return nanoseconds;
    }

    /** Seconds a tick: the factor that brings a time difference into the unit of the models. {@link #TICKS} count as seconds. */
    public double seconds() {
        return nanoseconds == 0 ? 1.0 : nanoseconds / 1e9;
    }
}
