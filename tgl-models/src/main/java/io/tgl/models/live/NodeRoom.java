package io.tgl.models.live;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.LiveNodeIndex;
import io.tgl.models.live.LiveSettings.NodeLimit;
import io.tgl.models.live.LiveSettings.WhenFull;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/** Holds the number of nodes within its limit: refuses a batch, or names the nodes that make room for it. */
final class NodeRoom {
    private final NodeLimit limit;
    private final LiveNodeIndex index;
    private final SeenNodes seen;

    NodeRoom(NodeLimit limit, LiveNodeIndex index, SeenNodes seen) {
        this.limit = limit;
        this.index = index;
        this.seen = seen;
    }

    /** Refuses a batch for which there will be no room. */
    void check(Arrival arrival) {
        int most = limit.most();
        long nodes = (long) index.size() + arrival.fresh().size();
        if (nodes > most && limit.whenFull() == WhenFull.REFUSE) {
            throw InvalidInput.at("node limit", "at most " + most + " nodes", nodes);
        }
        if (nodes > most && nodes - most > index.size() - own(arrival).cardinality()) {
            throw InvalidInput.at("node limit", "a batch of at most " + most + " nodes", "more");
        }
    }

    /** Known nodes of a batch. */
    private static BitSet own(Arrival arrival) {
        BitSet nodes = new BitSet();
        for (int i = 0; i < arrival.source().length; i++) {
            nodes.set(arrival.source()[i]);
            nodes.set(arrival.destination()[i]);
        }
        nodes.clear(arrival.bound(), Math.max(arrival.bound(), nodes.length()));
        return nodes;
    }

    /** Nodes that must go before a batch comes, ascending. */
    int[] toForget(Arrival arrival) {
        int most = limit.most();
        int excess = (int) ((long) index.size() + arrival.fresh().size() - most);
        if (excess <= 0) {
            return new int[0];
        }
        BitSet own = own(arrival);
        int[] others = IntStream.range(0, index.bound())
                .filter(node -> index.has(node) && !own.get(node))
                .toArray();
        long[] oldest =
                Arrays.stream(others).mapToLong(seen::lastEvent).sorted().toArray();
        int count = Math.min(others.length, Math.max(excess, most / 8));
        long last = oldest[count - 1];
        int[] gone = new int[count];
        int at = 0;
        for (int node : others) {
            if (seen.lastEvent(node) < last) {
                gone[at++] = node;
            }
        }
        for (int i = 0; at < count; i++) {
            if (seen.lastEvent(others[i]) == last) {
                gone[at++] = others[i];
            }
        }
        Arrays.sort(gone);
        return gone;
    }
}
