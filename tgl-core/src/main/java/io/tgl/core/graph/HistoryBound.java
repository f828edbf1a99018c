package io.tgl.core.graph;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;

/**
 * How far the history reaches that a set of queries may see. The two forms are the two visibilities of neighbors: per
 * event ({@link BeforeTimes}) and per batch ({@link BeforeEvent}).
 */
public sealed interface HistoryBound {
    /**
     * Query i sees the events with time strictly below {@code times[i]}, whatever batch they belong to.
     *
     * @param times a time in ticks for each query; read, not copied
     */
    record BeforeTimes(long[] times) implements HistoryBound {}

    /**
     * Every query sees the events that stand before {@code event} in the stream, those of equal time included, and none
     * from it on.
     *
     * @param event the first {@link EventStream#eventId} that is not seen
     */
    record BeforeEvent(int event) implements HistoryBound {}

    /** Events strictly before each query's time. */
    static HistoryBound before(long[] times) {
        return new BeforeTimes(times);
    }

    /** Events that stand before the batch in its stream. */
    static HistoryBound before(EventBatch batch) {
        EventStream stream = batch.stream();
        if (batch.from() < stream.size()) {
            return new BeforeEvent(stream.eventId(batch.from()));
        }
        return new BeforeEvent(stream.size() == 0 ? 0 : stream.eventId(stream.size() - 1) + 1);
    }

    /** The part of the bound that is query i's own: its time, or the common event. Identifies the query's history. */
    default long at(int query) {
        return switch (this) {
            case BeforeTimes b -> b.times[query];
            case BeforeEvent b -> b.event;
        };
    }

    /** Whether query i sees an event of this id and time. */
    default boolean sees(int query, int event, long time) {
        return switch (this) {
            case BeforeTimes b -> time < b.times[query];
            case BeforeEvent b -> event < b.event;
        };
    }

    /** Checks that there is a bound for each of {@code size} queries. */
    default void requireSize(int size) {
        if (this instanceof BeforeTimes b && b.times.length < size) {
            throw new IndexOutOfBoundsException("times of " + b.times.length + " queries, asked for " + size);
        }
    }
}
