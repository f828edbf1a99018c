package io.tgl.models.wire;

import io.tgl.core.event.ArrivingEvents;

/**
 * Scores of the links of a batch, all from one state. n rows, those of the batch in its order.
 *
 * @param links [n] external ids
 * @param time [n] in ticks
 * @param score [n] higher is likelier
 * @param position the point of the stream that they belong to: how many events the state had taken in
 * @param observed how many events it took in after that: those of the batch, of which this answer is the acknowledgement
 */
public record Answers(ArrivingEvents.Ids links, long[] time, float[] score, long position, int observed) {
    /** Number of answers n. */
    public int size() {
        return time.length;
    }

    /** No answer: what stands in the place of a batch that was refused. */
    public static Answers none(boolean text, long position) {
        ArrivingEvents.Ids ids = text
                ? new ArrivingEvents.Texts(new String[0], new String[0])
                : new ArrivingEvents.Numbers(new long[0], new long[0]);
        return new Answers(ids, new long[0], new float[0], position, 0);
    }
}
