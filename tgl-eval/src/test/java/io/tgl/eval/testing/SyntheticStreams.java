package io.tgl.eval.testing;

import io.tgl.core.event.EventStream;
import io.tgl.core.random.PythonRandom;
import java.util.stream.IntStream;

/** Small random streams with a time of its own for every event. */
public final class SyntheticStreams {
    private SyntheticStreams() {}

    /** {@code events} events among {@code nodes} nodes, gaps of 1 to 9 ticks. */
    public static EventStream of(long seed, int nodes, int events) {
        PythonRandom random = new PythonRandom(seed & Long.MAX_VALUE);
        int[] source = IntStream.range(0, events).map(_ -> random.below(nodes)).toArray();
        int[] destination =
                IntStream.range(0, events).map(_ -> random.below(nodes)).toArray();
        long[] time = new long[events];
        for (int i = 0; i < events; i++) {
            time[i] = (i == 0 ? 1000 : time[i - 1]) + 1 + random.below(9);
        }
        return EventStream.of(nodes, source, destination, time).build();
    }
}
