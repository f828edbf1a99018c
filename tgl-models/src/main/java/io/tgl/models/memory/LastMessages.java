package io.tgl.models.memory;

import io.tgl.core.event.EventBatch;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;

/**
 * The last message of each node of a batch, in the order in which the reference stores them: for every event that of its
 * source, then for every event that of its destination. Earlier ones are never read.
 *
 * @param size distinct nodes
 * @param node [size] whose message it is
 * @param other [size] the other end of the event
 * @param event [size] the event's position in the batch
 * @param time [size] the event's time in ticks
 */
record LastMessages(int size, int[] node, int[] other, int[] event, long[] time) {
    static LastMessages of(EventBatch batch) {
        int n = batch.size();
        QueryIndex nodes = new QueryIndex();
        nodes.clear();
        int[] last = new int[2 * n];
        for (int i = 0; i < 2 * n; i++) {
            last[nodes.add(i < n ? batch.source(i) : batch.destination(i - n), 0)] = i;
        }
        int size = nodes.size();
        LastMessages messages = new LastMessages(
                size, Arrays.copyOf(nodes.nodes(), size), new int[size], new int[size], new long[size]);
        for (int m = 0; m < size; m++) {
            int i = last[m] % n;
            messages.other[m] = last[m] < n ? batch.destination(i) : batch.source(i);
            messages.event[m] = i;
            messages.time[m] = batch.time(i);
        }
        return messages;
    }
}
