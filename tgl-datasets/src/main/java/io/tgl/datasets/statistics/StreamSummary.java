package io.tgl.datasets.statistics;

import io.tgl.core.event.EventStream;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.Arrays;

/**
 * A stream of events in a few numbers. A pair is an ordered (source, destination).
 *
 * @param events number of events E
 * @param nodes nodes N with at least one event
 * @param pairs distinct pairs P
 * @param density P / (N (N - 1)): the share of possible pairs that occur, self-loops among the occurring ones
 * @param repeatRatio share of events whose pair occurred before
 * @param reciprocity share of distinct pairs, self-loops aside, whose reverse occurs too
 * @param surprise share of the last 15 % of the events whose pair is not among the first 85 % (the surprise index of
 *     Poursafaei et al., NeurIPS 2022, with training and validation as what was seen)
 * @param selfLoops events of a node with itself
 * @param bipartite whether no node is source and destination
 * @param degree events a node, in and out together
 * @param gap ticks between consecutive events of a node
 */
public record StreamSummary(
        int events,
        int nodes,
        long pairs,
        double density,
        double repeatRatio,
        double reciprocity,
        double surprise,
        int selfLoops,
        boolean bipartite,
        Spread degree,
        Spread gap) {
    private static final double SEEN = 0.85;

    /** Least, middle, mean and largest of some numbers; all 0 of none. */
    public record Spread(long least, long median, double mean, long most) {
        static Spread of(long[] values) {
            if (values.length == 0) {
                return new Spread(0, 0, 0, 0);
            }
            Arrays.sort(values);
            double sum = 0;
            for (long value : values) {
                sum += value;
            }
            return new Spread(values[0], values[values.length / 2], sum / values.length, values[values.length - 1]);
        }
    }

    /** Counts in time O(E log E) and memory O(E). */
    public static StreamSummary of(EventStream events) {
        int n = events.size();
        LongOpenHashSet pairs = new LongOpenHashSet();
        int seen = (int) (SEEN * n);
        int repeats = 0;
        int surprising = 0;
        int selfLoops = 0;
        LongOpenHashSet before = new LongOpenHashSet();
        for (int i = 0; i < n; i++) {
            long pair = pair(events.source(i), events.destination(i));
            repeats += pairs.add(pair) ? 0 : 1;
            if (i < seen) {
                before.add(pair);
            } else {
                surprising += before.contains(pair) ? 0 : 1;
            }
            selfLoops += events.source(i) == events.destination(i) ? 1 : 0;
        }
        boolean[] isSource = new boolean[events.nodeCount()];
        boolean[] isDestination = new boolean[events.nodeCount()];
        long[] degrees = degrees(events, isSource, isDestination);
        int nodes = degrees.length;
        return new StreamSummary(
                n,
                nodes,
                pairs.size(),
                share((double) pairs.size(), (double) nodes * (nodes - 1)),
                share(repeats, n),
                reciprocity(pairs),
                share(surprising, n - seen),
                selfLoops,
                isBipartite(isSource, isDestination),
                Spread.of(degrees),
                Spread.of(gaps(events)));
    }

    private static long pair(int from, int to) {
        return (long) from << Integer.SIZE | to;
    }

    private static double share(double part, double whole) {
        return whole <= 0 ? 0 : part / whole;
    }

    private static double reciprocity(LongOpenHashSet pairs) {
        long mutual = 0;
        long proper = 0;
        for (long pair : pairs) {
            int first = (int) (pair >>> Integer.SIZE);
            int second = (int) pair;
            if (first != second) {
                proper++;
                mutual += pairs.contains(pair(second, first)) ? 1 : 0;
            }
        }
        return share((double) mutual, (double) proper);
    }

    private static long[] degrees(EventStream events, boolean[] isSource, boolean[] isDestination) {
        long[] degree = new long[events.nodeCount()];
        for (int i = 0; i < events.size(); i++) {
            degree[events.source(i)]++;
            degree[events.destination(i)]++;
            isSource[events.source(i)] = true;
            isDestination[events.destination(i)] = true;
        }
        return Arrays.stream(degree).filter(d -> d > 0).toArray();
    }

    private static boolean isBipartite(boolean[] isSource, boolean[] isDestination) {
        for (int v = 0; v < isSource.length; v++) {
            if (isSource[v] && isDestination[v]) {
                return false;
            }
        }
        return true;
    }

    private static long[] gaps(EventStream events) {
        long[] last = new long[events.nodeCount()];
        boolean[] met = new boolean[events.nodeCount()];
        long[] gaps = new long[Math.multiplyExact(2, events.size())];
        int count = 0;
        for (int i = 0; i < events.size(); i++) {
            int source = events.source(i);
            int destination = events.destination(i);
            if (met[source]) {
                gaps[count++] = events.time(i) - last[source];
            }
            met[source] = true;
            last[source] = events.time(i);
            if (destination != source) {
                if (met[destination]) {
                    gaps[count++] = events.time(i) - last[destination];
                }
                met[destination] = true;
                last[destination] = events.time(i);
            }
        }
        return Arrays.copyOf(gaps, count);
    }
}
