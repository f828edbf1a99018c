package io.tgl.core.event;

/** Events {@code from} (inclusive) to {@code to} (exclusive) of a stream: the unit of training, evaluation and state advance. */
public record EventBatch(EventStream stream, int from, int to) {
    /** Checks the range. */
    public EventBatch {
        if (from < 0 || to < from || to > stream.size()) {
            throw new IndexOutOfBoundsException(
                    "batch [" + from + ", " + to + ") of a stream of " + stream.size() + " events");
        }
    }

    /** Number of events. */
    public int size() {
        return to - from;
    }

    /** Source of event i of this batch. */
    public int source(int i) {
        return stream.source(from + i);
    }

    /** Destination of event i of this batch. */
    public int destination(int i) {
        return stream.destination(from + i);
    }

    /** Time of event i of this batch, in ticks. */
    public long time(int i) {
        return stream.time(from + i);
    }

    /** Number by which event i is known everywhere (feature row, neighbor lists): its {@link EventStream#eventId}. */
    public int eventId(int i) {
        return stream.eventId(from + i);
    }
}
