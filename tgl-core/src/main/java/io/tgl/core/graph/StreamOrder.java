package io.tgl.core.graph;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;

/** The last event that something growing has taken in; batches have to follow it. */
final class StreamOrder {
    private final boolean anyTime;
    private int event = -1;
    private long time = Long.MIN_VALUE;

    /**
     * Nothing taken in yet.
     *
     * @param anyTime whether times need not ascend
     */
    StreamOrder(boolean anyTime) {
        this.anyTime = anyTime;
    }

    /** Refuses a batch that does not follow, by event id or by time. */
    void check(String where, EventBatch batch) {
        if (batch.size() == 0) {
            return;
        }
        if (batch.eventId(0) <= event) {
            throw InvalidInput.at(where, "events after event " + event, "event " + batch.eventId(0));
        }
        if (!anyTime && batch.time(0) < time) {
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

    /** The events so far are numbered 0 to {@code events - 1} from now on. */
    void renumber(int events) {
        event = events - 1;
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
