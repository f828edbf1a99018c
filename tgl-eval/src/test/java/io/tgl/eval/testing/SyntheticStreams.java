package io.tgl.eval.testing;

import io.tgl.core.event.EventStream;
import java.util.Random;

/** Small random streams with a time of its own for every event. */
public final class SyntheticStreams {
    private SyntheticStreams() {}

    /** {@code events} events among {@code nodes} nodes, gaps of 1 to 9 ticks. */
    public static EventStream of(long seed, int nodes, int events) {
        Random random = new Random(seed);
        int[] source = random.ints(events, 0, nodes).toArray();
        int[] destination = random.ints(events, 0, nodes).toArray();
        long[] time = new long[events];
        for (int i = 0; i < events; i++) {
            time[i] = (i == 0 ? 1000 : time[i - 1]) + 1 + random.nextInt(9);
        }
        return EventStream.of(nodes, source, destination, time).build();
    }
}
