package io.tgl.core.graph;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import java.util.AbstractList;
import java.util.Arrays;

/**
 * A stream cut into windows of equal length: what a discrete-time model walks. Window w covers the ticks
 * {@code [origin + w width, origin + (w + 1) width)}, up to the last event's window.
 */
public final class SnapshotSequence extends AbstractList<Snapshot> {
    /** What to do with a window without events. */
    public enum EmptyWindows {
        /** Leave it out; {@link Snapshot#window} shows the gap. */
        SKIP,
        /** Refuse the stream. */
        RAISE,
        /** Give an empty snapshot. */
        EMIT
    }

    /** The most windows of a sequence that emits empty ones. */
    public static final int MAX_WINDOWS = 1 << 26;

    private final EventStream stream;
    private final long origin;
    private final long width;
    private final long[] window;
    private final int[] from;

    private SnapshotSequence(EventStream stream, long origin, long width, long[] window, int[] from) {
        this.stream = stream;
        this.origin = origin;
        this.width = width;
        this.window = window;
        this.from = from;
    }

    /** Windows from the first event's time on. */
    public static SnapshotSequence of(EventStream stream, long width, EmptyWindows policy) {
        return of(stream, stream.size() == 0 ? 0 : stream.time(0), width, policy);
    }

    /**
     * Windows from an origin on.
     *
     * @param origin first tick of window 0; no event may be earlier
     * @param width ticks a window, at least 1
     * @throws InvalidInput for an event before the origin, for an empty window under {@link EmptyWindows#RAISE}, or for
     *     more than {@link #MAX_WINDOWS} under {@link EmptyWindows#EMIT}
     */
    public static SnapshotSequence of(EventStream stream, long origin, long width, EmptyWindows policy) {
        if (width < 1) {
            throw InvalidInput.at("snapshot sequence", "windows of at least 1 tick", width);
        }
        int size = stream.size();
        if (size == 0) {
            return new SnapshotSequence(stream, origin, width, new long[0], new int[1]);
        }
        if (stream.time(0) < origin) {
            throw InvalidInput.at("snapshot sequence, row 0", "a time of at least " + origin, stream.time(0));
        }
        // Fails here if the last window's end is no long.
        Math.addExact(origin, Math.multiplyExact(Math.addExact(windowOf(stream, size - 1, origin, width), 1), width));
        return policy == EmptyWindows.EMIT
                ? withEmpty(stream, origin, width)
                : withoutEmpty(stream, origin, width, policy);
    }

    private static long windowOf(EventStream stream, int row, long origin, long width) {
        return Math.subtractExact(stream.time(row), origin) / width;
    }

    private static SnapshotSequence withEmpty(EventStream stream, long origin, long width) {
        long windows = windowOf(stream, stream.size() - 1, origin, width) + 1;
        if (windows > MAX_WINDOWS) {
            throw InvalidInput.at(
                    "snapshot sequence", "at most " + MAX_WINDOWS + " windows (make them wider)", windows);
        }
        long[] window = new long[(int) windows];
        int[] from = new int[window.length + 1];
        int row = 0;
        for (int w = 0; w < window.length; w++) {
            window[w] = w;
            from[w] = row;
            while (row < stream.size() && windowOf(stream, row, origin, width) == w) {
                row++;
            }
        }
        from[window.length] = row;
        return new SnapshotSequence(stream, origin, width, window, from);
    }

    private static SnapshotSequence withoutEmpty(EventStream stream, long origin, long width, EmptyWindows policy) {
        long[] window = new long[stream.size()];
        int[] from = new int[stream.size() + 1];
        int count = 0;
        long last = -1;
        for (int row = 0; row < stream.size(); row++) {
            long w = windowOf(stream, row, origin, width);
            if (w > last) {
                if (policy == EmptyWindows.RAISE && w > last + 1) {
                    throw InvalidInput.at(
                            "snapshot sequence, row " + row,
                            "an event in window " + (last + 1) + ", from tick " + (origin + (last + 1) * width) + " on",
                            "time " + stream.time(row));
                }
                window[count] = w;
                from[count++] = row;
                last = w;
            }
        }
        from[count] = stream.size();
        return new SnapshotSequence(
                stream, origin, width, Arrays.copyOf(window, count), Arrays.copyOf(from, count + 1));
    }

    @Override
    public Snapshot get(int index) {
        long begin = origin + window[index] * width;
        return new Snapshot(stream, window[index], begin, begin + width, from[index], from[index + 1]);
    }

    @Override
    public int size() {
        return window.length;
    }
}
