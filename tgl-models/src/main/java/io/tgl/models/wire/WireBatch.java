package io.tgl.models.wire;

import io.tgl.core.event.ArrivingEvents;

/**
 * A record batch, decoded: links that are asked about, and the events among them. Letters: n rows, m events.
 *
 * @param place stream and batch, for messages, e.g. "stdin, batch 3"
 * @param links [n] external ids of every row's ends
 * @param time [n] in ticks of the model
 * @param events [m] the rows that are events; the others are only asked about
 * @param row [m] the rows of the events, ascending
 */
public record WireBatch(String place, ArrivingEvents.Ids links, long[] time, ArrivingEvents events, int[] row) {
    /** Number of rows n. */
    public int size() {
        return time.length;
    }
}
