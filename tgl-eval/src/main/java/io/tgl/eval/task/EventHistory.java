package io.tgl.eval.task;

import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;

/** Plain facts of the past of each event, from events strictly before its time: what a model must beat. */
public final class EventHistory {
    private EventHistory() {}

    /** ln(1 + n) of the earlier events of the source, of the destination and of the pair: [events, 3]. */
    public static FeatureTable counts(EventStream events) {
        int[] ofSource = new int[events.nodeCount()];
        int[] ofDestination = new int[events.nodeCount()];
        Long2IntOpenHashMap ofPair = new Long2IntOpenHashMap();
        return rows(
                events,
                3,
                (i, row) -> {
                    row[0] = logCount(ofSource[events.source(i)]);
                    row[1] = logCount(ofDestination[events.destination(i)]);
                    row[2] = logCount(ofPair.get(pair(events, i)));
                },
                i -> {
                    ofSource[events.source(i)]++;
                    ofDestination[events.destination(i)]++;
                    ofPair.addTo(pair(events, i), 1);
                });
    }

    private static float logCount(int count) {
        return (float) StrictMath.log1p(count);
    }

    private static long pair(EventStream events, int i) {
        return ((long) events.source(i) << Integer.SIZE) | events.destination(i);
    }

    /** Mean sign that the source has given so far and that the destination has received, 0 without any: [events, 2]. */
    public static FeatureTable meanSigns(EventStream events, boolean[] positive) {
        int[] given = new int[events.nodeCount()];
        int[] givenCount = new int[events.nodeCount()];
        int[] received = new int[events.nodeCount()];
        int[] receivedCount = new int[events.nodeCount()];
        return rows(
                events,
                2,
                (i, row) -> {
                    int source = events.source(i);
                    int destination = events.destination(i);
                    row[0] = (float) given[source] / Math.max(1, givenCount[source]);
                    row[1] = (float) received[destination] / Math.max(1, receivedCount[destination]);
                },
                i -> {
                    int sign = positive[i] ? 1 : -1;
                    given[events.source(i)] += sign;
                    givenCount[events.source(i)]++;
                    received[events.destination(i)] += sign;
                    receivedCount[events.destination(i)]++;
                });
    }

    /** Writes the row of event i. */
    private interface Read {
        void row(int i, float[] row);
    }

    /** Counts event i in. */
    private interface Learn {
        void event(int i);
    }

    /** Events of equal time are read before any of them is counted in. */
    private static FeatureTable rows(EventStream events, int width, Read read, Learn learn) {
        FeatureTable table = FeatureTable.zeros(events.size(), width);
        float[] row = new float[width];
        int next = 0;
        for (int i = 0; i < events.size(); i++) {
            for (; events.time(next) < events.time(i); next++) {
                learn.event(next);
            }
            read.row(i, row);
            table.setRow(i, row, 0);
        }
        return table;
    }
}
