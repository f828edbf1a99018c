package io.tgl.models.live;

import io.tgl.core.base.StateArrays;
import io.tgl.core.event.EventBatch;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** When each node had its last event, and which nodes were destinations, in the order of their first such event. */
final class SeenNodes {
    // One more than the number of the node's last event; 0 without any.
    private long[] lastEvent = new long[0];
    private int[] destination = new int[16];
    private int destinations;
    private final BitSet isDestination = new BitSet();

    void add(EventBatch batch, long firstEvent) {
        for (int i = 0; i < batch.size(); i++) {
            int source = batch.source(i);
            int target = batch.destination(i);
            if (Math.max(source, target) >= lastEvent.length) {
                lastEvent = Arrays.copyOf(lastEvent, Math.max(source, target) * 3 / 2 + 16);
            }
            lastEvent[source] = firstEvent + i + 1;
            lastEvent[target] = firstEvent + i + 1;
            if (!isDestination.get(target)) {
                isDestination.set(target);
                if (destinations == destination.length) {
                    destination = Arrays.copyOf(destination, 2 * destinations);
                }
                destination[destinations++] = target;
            }
        }
    }

    void forget(int[] nodes) {
        BitSet gone = new BitSet();
        for (int node : nodes) {
            gone.set(node);
            if (node < lastEvent.length) {
                lastEvent[node] = 0;
            }
        }
        int kept = 0;
        for (int i = 0; i < destinations; i++) {
            if (!gone.get(destination[i])) {
                destination[kept++] = destination[i];
            }
        }
        destinations = kept;
        isDestination.andNot(gone);
    }

    long lastEvent(int node) {
        return node < lastEvent.length ? lastEvent[node] : 0;
    }

    int destinationCount() {
        return destinations;
    }

    int destination(int i) {
        return destination[i];
    }

    int[] destinations() {
        return Arrays.copyOf(destination, destinations);
    }

    Map<String, Object> state() {
        Map<String, Object> arrays = new LinkedHashMap<>();
        arrays.put("last_event", lastEvent.clone());
        arrays.put("destination", destinations());
        return arrays;
    }

    void restore(Map<String, Object> state) {
        lastEvent = StateArrays.longs(state, "last_event");
        int[] saved = StateArrays.ints(state, "destination");
        destinations = saved.length;
        destination = Arrays.copyOf(saved, Math.max(16, saved.length));
        isDestination.clear();
        for (int node : saved) {
            isDestination.set(node);
        }
    }
}
