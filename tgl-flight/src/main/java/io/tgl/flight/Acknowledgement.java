package io.tgl.flight;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What became of a batch; its events are in the service's log.
 *
 * @param batch number of the batch in its stream, from 0
 * @param events events that were taken in
 * @param position events that the state has taken in now
 */
public record Acknowledgement(long batch, int events, long position) {
    static Acknowledgement of(JsonNode note) {
        String where = "acknowledgement";
        return new Acknowledgement(
                Notes.integer(note, "batch", where),
                Math.toIntExact(Notes.integer(note, "events", where)),
                Notes.integer(note, "position", where));
    }
}
