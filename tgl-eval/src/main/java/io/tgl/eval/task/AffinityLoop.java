package io.tgl.eval.task;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;

/**
 * Walks over events and label times in the order that a visibility prescribes. A segment (training, validation, test) has
 * batches of its own; label times go on from where the last segment stopped.
 */
public final class AffinityLoop {
    private final EventStream events;
    private final AffinityLabels labels;
    private final LabelVisibility visibility;
    private final int batchSize;
    private int next;
    private long eventsOfTheirPeriod;

    /** What is walked over. */
    public interface Walker {
        /** A batch begins. */
        default void beginBatch() {}

        /** Events in order, never empty. */
        void observe(EventBatch batch);

        /** The same, right before a label time within the batch. */
        default void observeBeforeLabel(EventBatch batch) {
            observe(batch);
        }

        /** A label time is reached: {@code labels.steps().get(step)} is asked, then known. */
        void label(int step);
    }

    /** A walk from the first event and label on. */
    public AffinityLoop(EventStream events, AffinityLabels labels, LabelVisibility visibility, int batchSize) {
        this.events = events;
        this.labels = labels;
        this.visibility = visibility;
        this.batchSize = batchSize;
    }

    /** Goes on as if that many label times had been reached. */
    public void goOnFrom(int labelTimes) {
        next = labelTimes;
    }

    /** Label times reached so far. */
    public int reached() {
        return next;
    }

    /** Events of the very period that was asked about, seen before the answer, over all label times: 0 when strict. */
    public long eventsOfTheirPeriod() {
        return eventsOfTheirPeriod;
    }

    /**
     * Walks over events {@code from} .. {@code to} - 1.
     *
     * @throws InvalidInput if the visibility does not allow the stream
     */
    public void walk(int from, int to, Walker walker) {
        for (int start = from; start < to; start += batchSize) {
            int end = Math.min(to, start + batchSize);
            walker.beginBatch();
            switch (visibility) {
                case STRICT -> strict(start, end, walker);
                case TGB -> published(start, end, walker);
            }
        }
    }

    /**
     * Asks the label times after the very last event, from all events, once these were walked over. The published loop never
     * reaches such a label: under it nothing happens.
     */
    public void finish(Walker walker) {
        while (visibility == LabelVisibility.STRICT && next < labels.steps().size()) {
            walker.label(next++);
        }
    }

    private void strict(int start, int end, Walker walker) {
        int from = start;
        while (next < labels.steps().size() && time(next) <= events.time(end - 1)) {
            int cut = firstFrom(from, end, time(next));
            observeBeforeLabel(from, cut, walker);
            if (cut > 0 && events.time(cut - 1) >= time(next)) {
                throw InvalidInput.at(
                        "label time " + time(next), "after every event seen so far", events.time(cut - 1));
            }
            walker.label(next++);
            from = cut;
        }
        observe(from, end, walker);
    }

    private void published(int start, int end, Walker walker) {
        long last = events.time(end - 1);
        if (next == labels.steps().size() || last <= time(next)) {
            observe(start, end, walker);
            return;
        }
        int step = next++;
        long following = next < labels.steps().size() ? time(next) : Long.MAX_VALUE;
        if (last > following) {
            throw InvalidInput.at(
                    "events " + start + " to " + (end - 1) + " under TGB's loop",
                    "at most one label time in a batch",
                    "label times " + time(step) + " and " + following + " before time " + last);
        }
        int cut = firstFrom(start, end, following);
        eventsOfTheirPeriod += cut - firstFrom(0, cut, time(step));
        observeBeforeLabel(start, cut, walker);
        walker.label(step);
        observe(cut, end, walker);
    }

    private void observe(int from, int to, Walker walker) {
        if (to > from) {
            walker.observe(new EventBatch(events, from, to));
        }
    }

    private void observeBeforeLabel(int from, int to, Walker walker) {
        if (to > from) {
            walker.observeBeforeLabel(new EventBatch(events, from, to));
        }
    }

    private long time(int step) {
        return labels.steps().get(step).time();
    }

    /** First event of a range whose time is at least that. */
    private int firstFrom(int from, int to, long time) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (events.time(middle) < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
