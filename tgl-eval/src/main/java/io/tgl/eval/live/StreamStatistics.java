package io.tgl.eval.live;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Counters of a stream and the latencies of its batches. Safe for use by several threads. */
public final class StreamStatistics {
    private static final int DIGITS = 3;
    private static final long HOUR = 3_600_000_000_000L;

    private final Histogram latency = new Histogram(HOUR, DIGITS);
    private long batches;
    private long links;
    private long events;
    private long refused;
    private long connections;
    private long broken;
    private long firstStart;
    private long lastEnd;
    private long busy;

    /**
     * What was counted so far.
     *
     * @param connections streams that were begun
     * @param brokenConnections streams that did not come to their proper end
     * @param batches batches that were answered
     * @param refusedBatches batches that were refused
     * @param links scores that were given
     * @param events events that were taken in
     * @param seconds from the first batch to the last
     * @param busySeconds time in which a batch was being answered
     * @param latencyMillis of a batch, from its arrival to its answers' departure: p50, p90, p99, p99.9 and max
     */
    public record Figures(
            long connections,
            long brokenConnections,
            long batches,
            long refusedBatches,
            long links,
            long events,
            double seconds,
            double busySeconds,
            Map<String, Double> latencyMillis) {
        /** Events a second from the first batch to the last; 0 before there are any. */
        public double eventsPerSecond() {
            return seconds > 0 ? (double) events / seconds : 0;
        }
    }

    /** A stream begins. */
    public synchronized void connected() {
        connections++;
    }

    /** A stream did not come to its proper end. */
    public synchronized void broken() {
        broken++;
    }

    /** A batch was refused. */
    public synchronized void refused() {
        refused++;
    }

    /**
     * A batch was answered.
     *
     * @param start when it had arrived, {@link System#nanoTime}
     * @param end when its answers had left
     */
    public synchronized void answered(int scores, int observed, long start, long end) {
        firstStart = batches == 0 ? start : firstStart;
        lastEnd = end;
        batches++;
        links += scores;
        events += observed;
        busy += end - start;
        latency.recordValue(Math.clamp(end - start, 0, HOUR));
    }

    /** A copy. */
    public synchronized Figures figures() {
        Map<String, Double> millis = new LinkedHashMap<>();
        millis.put("p50", millis(latency.getValueAtPercentile(50)));
        millis.put("p90", millis(latency.getValueAtPercentile(90)));
        millis.put("p99", millis(latency.getValueAtPercentile(99)));
        millis.put("p99.9", millis(latency.getValueAtPercentile(99.9)));
        millis.put("max", millis(latency.getMaxValue()));
        return new Figures(
                connections,
                broken,
                batches,
                refused,
                links,
                events,
                (double) (lastEnd - firstStart) * 1e-9,
                (double) busy * 1e-9,
                millis);
    }

    private static double millis(long nanos) {
        return (double) Math.round((double) nanos / 1e3) / 1e3;
    }
}
