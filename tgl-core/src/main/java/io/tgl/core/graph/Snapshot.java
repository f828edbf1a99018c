package io.tgl.core.graph;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;

/**
 * The events of one time window seen as a static graph: a range of rows, no copy.
 *
 * @param stream the events' stream
 * @param window number of the window from the origin of its sequence
 * @param begin first tick of the window
 * @param end first tick after the window
 * @param from first row
 * @param to one past the last row
 */
public record Snapshot(EventStream stream, long window, long begin, long end, int from, int to) {
    /** Number of events (edges). */
    public int size() {
        return to - from;
    }

    /** Whether the window has no events. */
    public boolean isEmpty() {
        return from == to;
    }

    /** The events as a batch. */
    public EventBatch events() {
        return new EventBatch(stream, from, to);
    }
}
