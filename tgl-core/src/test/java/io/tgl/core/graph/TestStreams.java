package io.tgl.core.graph;

import io.tgl.core.event.EventStream;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Random streams with ties, self-loops and repeated events, and the naive answers to queries on them. */
final class TestStreams {
    private TestStreams() {}

    /** A stream whose times advance by 0 .. maxGap ticks. */
    static EventStream random(long seed, int nodes, int events, int maxGap) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] source = new int[events];
        int[] destination = new int[events];
        long[] time = new long[events];
        long now = random.nextInt(5);
        for (int i = 0; i < events; i++) {
            source[i] = Math.min(random.nextInt(nodes), random.nextInt(nodes));
            destination[i] = random.nextInt(4) == 0 ? source[i] : random.nextInt(nodes);
            now += random.nextInt(maxGap + 1);
            time[i] = now;
        }
        return EventStream.of(nodes, source, destination, time).build();
    }

    /** About two thirds of such a stream, so that event ids are not row numbers. */
    static EventStream subset(EventStream whole, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return whole.select(IntStream.range(0, whole.size())
                .filter(i -> random.nextInt(3) > 0)
                .toArray());
    }

    /** The same stream with everything at or after {@code bound} replaced by noise, of the same length. */
    static EventStream noiseFrom(EventStream stream, long bound, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] source = stream.sources();
        int[] destination = stream.destinations();
        long[] time = stream.times();
        long now = bound;
        for (int i = 0; i < time.length; i++) {
            if (time[i] >= bound) {
                source[i] = random.nextInt(stream.nodeCount());
                destination[i] = random.nextInt(stream.nodeCount());
                now += random.nextInt(3);
                time[i] = now;
            }
        }
        return EventStream.of(stream.nodeCount(), source, destination, time).build();
    }

    /** Nodes for n queries, padding among them. */
    static int[] nodes(SplittableRandom random, int size, int nodeCount) {
        return IntStream.range(0, size)
                .map(i -> random.nextInt(nodeCount + 1) - 1)
                .toArray();
    }

    /** Times for n queries: before, at, between and after the events. */
    static long[] times(SplittableRandom random, int size, EventStream stream) {
        long last = stream.size() == 0 ? 5 : stream.time(stream.size() - 1);
        return IntStream.range(0, size)
                .mapToLong(i -> random.nextLong(last + 3))
                .toArray();
    }

    /** Scans the whole stream for every query. */
    static Neighborhoods naive(EventStream stream, int[] nodes, HistoryBound bound, int k) {
        Neighborhoods out = new Neighborhoods();
        out.resize(nodes.length, k);
        for (int q = 0; q < nodes.length; q++) {
            int slot = (q + 1) * k;
            for (int row = stream.size() - 1; row >= 0 && nodes[q] >= 0; row--) {
                if (bound.sees(q, stream.eventId(row), stream.time(row))) {
                    // Backwards: the destination's entry of a self-loop is the newer one.
                    slot = putBefore(
                            out, q, slot, nodes[q] == stream.destination(row), stream.source(row), stream, row);
                    slot = putBefore(
                            out, q, slot, nodes[q] == stream.source(row), stream.destination(row), stream, row);
                }
            }
        }
        return out;
    }

    private static int putBefore(
            Neighborhoods out, int query, int slot, boolean mine, int other, EventStream stream, int row) {
        if (!mine || slot == query * out.width()) {
            return slot;
        }
        out.neighbor()[slot - 1] = other;
        out.event()[slot - 1] = stream.eventId(row);
        out.time()[slot - 1] = stream.time(row);
        out.count()[query]++;
        return slot - 1;
    }

    /** Rows as text, so that a failed comparison shows where. */
    static String text(Neighborhoods hoods) {
        StringBuilder text = new StringBuilder();
        for (int q = 0; q < hoods.size(); q++) {
            text.append(q).append(" (").append(hoods.count()[q]).append("):");
            for (int i = q * hoods.width(); i < (q + 1) * hoods.width(); i++) {
                text.append(' ').append(hoods.neighbor()[i]).append('#').append(hoods.event()[i]);
                text.append('@').append(hoods.time()[i]);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
