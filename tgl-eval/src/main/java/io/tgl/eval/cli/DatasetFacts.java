package io.tgl.eval.cli;

import io.tgl.core.event.EventStream;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.BitSet;

/**
 * Counts over a stream.
 *
 * @param sources nodes that are a source at least once
 * @param destinations nodes that are a destination at least once
 * @param bipartite whether no node is both
 * @param distinctPairs distinct (source, destination)
 * @param selfLoops events of a node with itself
 */
record DatasetFacts(int sources, int destinations, boolean bipartite, int distinctPairs, int selfLoops) {
    static DatasetFacts of(EventStream events) {
        BitSet sources = new BitSet(events.nodeCount());
        BitSet destinations = new BitSet(events.nodeCount());
        LongOpenHashSet pairs = new LongOpenHashSet();
        int selfLoops = 0;
        for (int i = 0; i < events.size(); i++) {
            sources.set(events.source(i));
            destinations.set(events.destination(i));
            pairs.add((long) events.source(i) << Integer.SIZE | events.destination(i));
            selfLoops += events.source(i) == events.destination(i) ? 1 : 0;
        }
        return new DatasetFacts(
                sources.cardinality(),
                destinations.cardinality(),
                !sources.intersects(destinations),
                pairs.size(),
                selfLoops);
    }
}
