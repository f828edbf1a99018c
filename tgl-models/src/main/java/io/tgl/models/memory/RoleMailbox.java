package io.tgl.models.memory;

import io.tgl.core.base.StateArrays;
import io.tgl.core.event.EventBatch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The latest events of every node, apart for the two roles that it can have: source, destination. A batch in which a node
 * is only source leaves its older events as destination in place (PyTorch Geometric's two message stores). Of a role only
 * the event is kept that an aggregator by largest time picks: of the node's events in the last batch that had it in this
 * role the first one with the largest time. An event is a reference, not a message: what it says depends on the memory at
 * the time when it is read.
 */
final class RoleMailbox {
    private static final int SOURCE = 0;
    private static final int DESTINATION = 1;
    private static final int NONE = -1;

    private final int[][] partner;
    private final int[][] event;
    private final long[][] time;

    RoleMailbox(int nodes) {
        partner = new int[2][nodes];
        event = new int[2][nodes];
        time = new long[2][nodes];
        clear();
    }

    void clear() {
        for (int role = SOURCE; role <= DESTINATION; role++) {
            Arrays.fill(partner[role], NONE);
            Arrays.fill(event[role], NONE);
            Arrays.fill(time[role], 0);
        }
    }

    /** Overwrites, in each role apart, what was kept of the batch's nodes. */
    void store(EventBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            partner[SOURCE][batch.source(i)] = NONE;
            partner[DESTINATION][batch.destination(i)] = NONE;
        }
        for (int i = 0; i < batch.size(); i++) {
            keep(SOURCE, batch.source(i), batch.destination(i), batch, i);
            keep(DESTINATION, batch.destination(i), batch.source(i), batch, i);
        }
    }

    private void keep(int role, int node, int other, EventBatch batch, int i) {
        if (partner[role][node] == NONE || batch.time(i) > time[role][node]) {
            partner[role][node] = other;
            event[role][node] = batch.eventId(i);
            time[role][node] = batch.time(i);
        }
    }

    /** Whether the node has an event in any role. */
    boolean has(int node) {
        return partner[SOURCE][node] != NONE || partner[DESTINATION][node] != NONE;
    }

    /** The role with the later event; at equal times that as source. */
    private int role(int node) {
        boolean asDestination = partner[DESTINATION][node] != NONE
                && (partner[SOURCE][node] == NONE || time[DESTINATION][node] > time[SOURCE][node]);
        return asDestination ? DESTINATION : SOURCE;
    }

    /** The other end of the node's latest event; -1 if it has none. */
    int partner(int node) {
        return partner[role(node)][node];
    }

    /** Number of the node's latest event; -1 if it has none. */
    int event(int node) {
        return event[role(node)][node];
    }

    /** Time of the node's latest event in ticks; 0 if it has none. */
    long time(int node) {
        return has(node) ? time[role(node)][node] : 0;
    }

    Map<String, Object> state() {
        Map<String, Object> arrays = new LinkedHashMap<>();
        for (int role = SOURCE; role <= DESTINATION; role++) {
            String name = role == SOURCE ? "source" : "destination";
            arrays.put(name + "_partner", partner[role].clone());
            arrays.put(name + "_event", event[role].clone());
            arrays.put(name + "_time", time[role].clone());
        }
        return arrays;
    }

    /** Back to a state that {@link #state} gave; refused whole. */
    void restore(Map<String, Object> arrays) {
        int[][] partners = {StateArrays.ints(arrays, "source_partner"), StateArrays.ints(arrays, "destination_partner")
        };
        int[][] events = {StateArrays.ints(arrays, "source_event"), StateArrays.ints(arrays, "destination_event")};
        long[][] times = {StateArrays.longs(arrays, "source_time"), StateArrays.longs(arrays, "destination_time")};
        int nodes = partner[SOURCE].length;
        for (int role = SOURCE; role <= DESTINATION; role++) {
            StateArrays.requireLength("partner", nodes, partners[role].length);
            StateArrays.requireLength("event", nodes, events[role].length);
            StateArrays.requireLength("time", nodes, times[role].length);
        }
        for (int role = SOURCE; role <= DESTINATION; role++) {
            partner[role] = partners[role];
            event[role] = events[role];
            time[role] = times[role];
        }
    }
}
