package io.tgl.datasets.synthetic;

import io.tgl.core.event.TimeGranularity;

/**
 * A random process of events whose law is known. A sequence of it has no end and takes constant memory; equal settings and
 * seed give equal events on every machine, however many of them are taken at a time. Draws come from Philox streams: that
 * of an event hangs on the seed and the event's number alone.
 */
public interface SyntheticProcess {
    /** Name in lower case, as in {@link SyntheticProcesses}. */
    String name();

    /** Nodes are 0 to this number - 1, whether they have events or not. */
    int nodes();

    /** What one tick is. */
    default TimeGranularity granularity() {
        return TimeGranularity.SECONDS;
    }

    /** What is known of the process, in a sentence with its numbers. */
    String truth();

    /** A sequence from the first event on. */
    EventSequence start(long seed);
}
