package io.tgl.datasets.statistics;

import io.tgl.core.event.EventStream;
import java.util.BitSet;

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

    /** Least, middle, mean and largest of some numbers; all 0 of none. The middle is right to 1.6 %. */
    public record Spread(long least, long median, double mean, long most) {}

    /** Counts in time O(E) and memory in proportion to nodes and distinct pairs. */
    public static StreamSummary of(EventStream events) {
        int n = events.size();
        PairNumbers pairs = new PairNumbers();
        int seen = seen(n);
        int before = 0;
        int repeats = 0;
        int surprising = 0;
        int selfLoops = 0;
        for (int i = 0; i < n; i++) {
            int known = pairs.size();
            int pair = pairs.number(events, i);
            repeats += pair < known ? 1 : 0;
            before = i < seen ? pairs.size() : before;
            surprising += pair >= before ? 1 : 0;
            selfLoops += events.source(i) == events.destination(i) ? 1 : 0;
        }
        LogHistogram degrees = degrees(events);
        double nodes = degrees.count();
        return new StreamSummary(
                n,
                (int) degrees.count(),
                pairs.size(),
                share(pairs.size(), nodes * (nodes - 1)),
                share(repeats, n),
                pairs.reciprocity(),
                share(surprising, n - seen),
                selfLoops,
                isBipartite(events),
                degrees.spread(),
                nodeGaps(events).spread());
    }

    /** How many of the first events are what a model has seen before the test. */
    static int seen(int events) {
        return (int) (SEEN * events);
    }

    private static double share(double part, double whole) {
        return whole <= 0 ? 0 : part / whole;
    }

    /** Events of each node that has any. */
    static LogHistogram degrees(EventStream events) {
        long[] degree = new long[events.nodeCount()];
        for (int i = 0; i < events.size(); i++) {
            degree[events.source(i)]++;
            degree[events.destination(i)]++;
        }
        LogHistogram histogram = new LogHistogram();
        for (long d : degree) {
            if (d > 0) {
                histogram.add(d);
            }
        }
        return histogram;
    }

    private static boolean isBipartite(EventStream events) {
        BitSet sources = new BitSet();
        BitSet destinations = new BitSet();
        for (int i = 0; i < events.size(); i++) {
            sources.set(events.source(i));
            destinations.set(events.destination(i));
        }
        return !sources.intersects(destinations);
    }

    /** Ticks between consecutive events of a node. */
    static LogHistogram nodeGaps(EventStream events) {
        long[] last = new long[events.nodeCount()];
        BitSet met = new BitSet();
        LogHistogram gaps = new LogHistogram();
        for (int i = 0; i < events.size(); i++) {
            int source = events.source(i);
            int destination = events.destination(i);
            if (met.get(source)) {
                gaps.add(events.time(i) - last[source]);
            }
            if (destination != source && met.get(destination)) {
                gaps.add(events.time(i) - last[destination]);
            }
            met.set(source);
            met.set(destination);
            last[source] = events.time(i);
            last[destination] = events.time(i);
        }
        return gaps;
    }
}
