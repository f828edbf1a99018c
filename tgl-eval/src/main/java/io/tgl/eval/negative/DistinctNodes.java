package io.tgl.eval.negative;

import io.tgl.core.event.EventStream;
import java.util.BitSet;

/** The distinct ends of a set of events in ascending order, as {@code numpy.unique}. */
final class DistinctNodes {
    private DistinctNodes() {}

    static int[] sources(EventStream events) {
        BitSet seen = new BitSet(events.nodeCount());
        for (int i = 0; i < events.size(); i++) {
            seen.set(events.source(i));
        }
        return seen.stream().toArray();
    }

    static int[] destinations(EventStream events) {
        BitSet seen = new BitSet(events.nodeCount());
        for (int i = 0; i < events.size(); i++) {
            seen.set(events.destination(i));
        }
        return seen.stream().toArray();
    }
}
