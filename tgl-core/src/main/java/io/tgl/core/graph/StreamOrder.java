package io.tgl.core.graph;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;

/** The last event that something growing has taken in; batches have to follow it. */
final class StreamOrder {
    private int event = -1;
    private long time = Long.MIN_VALUE;

    /** Refuses a batch that does not follow, by event id or by time. */
    void check(String where, EventBatch batch) {
        if (batch.size() == 0) {
            return;
        }
        if (batch.eventId(0) <= event) {
            throw InvalidInput.at(where, "events after event " + event, "event " + batch.eventId(0));
        }
        if (batch.time(0) < time) {
            throw InvalidInput.at(where + ", event " + batch.eventId(0), "a time of at least " + time, batch.time(0));
        }
    }

    /** Takes note of a batch that was accepted. */
    void advance(EventBatch batch) {
        int size = batch.size();
        if (size > 0) {
            event = batch.eventId(size - 1);
            time = batch.time(size - 1);
        }
    }

    /** [event id, time]. */
    long[] toArray() {
        return new long[] {event, time};
    }

    void set(long[] saved) {
        event = Math.toIntExact(saved[0]);
        time = saved[1];
    }
}
