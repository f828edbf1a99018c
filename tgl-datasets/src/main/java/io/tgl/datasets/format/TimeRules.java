package io.tgl.datasets.format;

import io.tgl.core.event.TimeGranularity;
import java.util.Optional;

/**
 * What a time column may be taken for.
 *
 * @param unit what a plain number counts; empty = found out by its size
 * @param tick unit that is kept; empty = the coarsest that keeps every time exactly
 * @param strict whether each time must be a whole number of ticks, the unit itself without a tick told
 * @param usual unit of plain numbers where their size does not tell
 * @param bySize whether the size of plain numbers may tell their unit
 * @param instantTick the coarsest tick of ISO times
 */
record TimeRules(
        Optional<TimeGranularity> unit,
        Optional<TimeGranularity> tick,
        boolean strict,
        TimeGranularity usual,
        boolean bySize,
        TimeGranularity instantTick) {
    /** Told in full. */
    static TimeRules strict(TimeGranularity unit, Optional<TimeGranularity> tick) {
        return new TimeRules(Optional.of(unit), tick, true, unit, false, TimeGranularity.SECONDS);
    }

    /** Found out, in a user's own table. */
    static TimeRules found(FormatOptions options) {
        return new TimeRules(
                options.timeUnit(), options.tick(), false, TimeGranularity.SECONDS, true, TimeGranularity.SECONDS);
    }

    /** As a format has it, unless the user says otherwise. */
    static TimeRules usual(FormatOptions options, TimeGranularity usual) {
        return new TimeRules(options.timeUnit(), options.tick(), false, usual, false, TimeGranularity.DAYS);
    }
}
