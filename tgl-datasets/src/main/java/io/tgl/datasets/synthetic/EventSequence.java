package io.tgl.datasets.synthetic;

/** Events one after another, in ascending order of time. */
public interface EventSequence {
    /** Goes to the next event; before the first call there is none. */
    void advance();

    /** Source of the present event. */
    int source();

    /** Destination of the present event. */
    int destination();

    /** Time of the present event in ticks. */
    long time();
}
