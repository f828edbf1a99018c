package io.tgl.eval.task;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.models.query.AffinityQueries;
import io.tgl.models.query.AffinityTargets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How nodes shared their events (or weights) among classes, per period: a label time is the beginning of its period, the
 * nodes asked about are those that have a label then (who acts is given, as in TGB). Periods without events have no label.
 *
 * @param classNode node of each class, ascending
 * @param steps one a label time, ascending
 */
public record AffinityLabels(int[] classNode, List<Step> steps) {
    /**
     * One label time.
     *
     * @param queries nodes, ascending, and the time
     * @param targets their shares
     */
    public record Step(AffinityQueries queries, AffinityTargets targets) {
        /** The label time in ticks. */
        public long time() {
            return queries.time();
        }
    }

    /** Checks the order of times. */
    public AffinityLabels {
        steps = List.copyOf(steps);
        for (int i = 1; i < steps.size(); i++) {
            if (steps.get(i).time() <= steps.get(i - 1).time()) {
                throw InvalidInput.at(
                        "label time " + i,
                        "above " + steps.get(i - 1).time(),
                        steps.get(i).time());
            }
        }
    }

    /** Number of classes. */
    public int classes() {
        return classNode.length;
    }

    /** Class of each node, -1 for none. */
    public int[] classOf(int nodes) {
        int[] classOf = new int[nodes];
        Arrays.fill(classOf, -1);
        for (int c = 0; c < classNode.length; c++) {
            classOf[classNode[c]] = c;
        }
        return classOf;
    }

    /** All (node, label time) rows. */
    public int rows() {
        return steps.stream().mapToInt(step -> step.queries().size()).sum();
    }

    /**
     * Labels derived from a stream: share of a node's events of a period that go to each destination.
     *
     * @param period length in ticks; periods are counted from the first event
     * @param byWeight whether an event counts by its weight instead of as one
     */
    public static AffinityLabels of(EventStream events, long period, boolean byWeight) {
        if (period < 1) {
            throw InvalidInput.at("period of labels", "at least one tick", period);
        }
        int[] classNode = distinctDestinations(events);
        int[] classOf = new AffinityLabels(classNode, List.of()).classOf(events.nodeCount());
        List<Step> steps = new ArrayList<>();
        int from = 0;
        while (from < events.size()) {
            long number = (events.time(from) - events.time(0)) / period;
            int to = from;
            while (to < events.size() && (events.time(to) - events.time(0)) / period == number) {
                to++;
            }
            AffinityRows rows = new AffinityRows(to - from);
            for (int i = from; i < to; i++) {
                rows.add(events.source(i), classOf[events.destination(i)], byWeight ? events.weight(i) : 1);
            }
            steps.add(rows.step(events.time(0) + number * period));
            from = to;
        }
        return new AffinityLabels(classNode, steps);
    }

    private static int[] distinctDestinations(EventStream events) {
        boolean[] seen = new boolean[events.nodeCount()];
        for (int i = 0; i < events.size(); i++) {
            seen[events.destination(i)] = true;
        }
        return nodes(seen);
    }

    /** The nodes that are marked, ascending. */
    static int[] nodes(boolean[] marked) {
        int[] nodes = new int[marked.length];
        int n = 0;
        for (int v = 0; v < marked.length; v++) {
            if (marked[v]) {
                nodes[n++] = v;
            }
        }
        return Arrays.copyOf(nodes, n);
    }
}
