package io.tgl.datasets.statistics;

import io.tgl.core.event.EventStream;
import java.util.Arrays;
import java.util.List;

/**
 * What people look at before they model.
 *
 * @param summary the stream in a few numbers
 * @param degrees nodes by their number of events, powers of two
 * @param nodeGaps ticks between consecutive events of a node, powers of two
 * @param pairGaps ticks between consecutive events of a pair, powers of two
 * @param appearance new and old pairs over time
 * @param traffic which pairs occur when
 */
public record StreamProfile(
        StreamSummary summary,
        List<LogHistogram.Bin> degrees,
        List<LogHistogram.Bin> nodeGaps,
        List<LogHistogram.Bin> pairGaps,
        EdgeAppearance appearance,
        EdgeTraffic traffic) {
    /** Counts in a few passes; memory in proportion to the nodes and the distinct pairs, not to the events. */
    public static StreamProfile of(EventStream events) {
        return new StreamProfile(
                StreamSummary.of(events),
                StreamSummary.degrees(events).octaves(),
                StreamSummary.nodeGaps(events).octaves(),
                pairGaps(events).octaves(),
                EdgeAppearance.of(events),
                EdgeTraffic.of(events));
    }

    private static LogHistogram pairGaps(EventStream events) {
        PairNumbers pairs = new PairNumbers();
        LogHistogram gaps = new LogHistogram();
        long[] last = new long[16];
        for (int i = 0; i < events.size(); i++) {
            int known = pairs.size();
            int pair = pairs.number(events, i);
            if (pair == last.length) {
                last = Arrays.copyOf(last, 2 * pair);
            }
            if (pair < known) {
                gaps.add(events.time(i) - last[pair]);
            }
            last[pair] = events.time(i);
        }
        return gaps;
    }
}
