package io.tgl.eval.task;

import io.tgl.core.event.EventStream;
import io.tgl.eval.metric.ClassificationMetrics;
import io.tgl.eval.record.Measure;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tells apart what kind of pair an event is, because models differ most there: {@link Measure#NEW_NODE} if an end has no
 * training event; else {@link Measure#REPEATED_PAIR} if the same ordered pair has an event at an earlier time anywhere in
 * the stream; else {@link Measure#NEW_PAIR}.
 */
public final class PairKinds {
    private static final List<String> KINDS = List.of(Measure.REPEATED_PAIR, Measure.NEW_PAIR, Measure.NEW_NODE);

    private final Long2LongOpenHashMap firstTime;
    private final boolean[] seenInTraining;

    /**
     * Kinds with respect to a stream.
     *
     * @param stream all events
     * @param seenInTraining per node, whether it has a training event
     */
    public PairKinds(EventStream stream, boolean[] seenInTraining) {
        this.seenInTraining = seenInTraining.clone();
        this.firstTime = new Long2LongOpenHashMap();
        for (int i = 0; i < stream.size(); i++) {
            firstTime.putIfAbsent(key(stream.source(i), stream.destination(i)), stream.time(i));
        }
    }

    private static long key(int source, int destination) {
        return ((long) source << Integer.SIZE) | destination;
    }

    /** The kind of row i of a stream. */
    public String kind(EventStream events, int i) {
        int source = events.source(i);
        int destination = events.destination(i);
        if (!seenInTraining[source] || !seenInTraining[destination]) {
            return Measure.NEW_NODE;
        }
        boolean repeated = firstTime.getOrDefault(key(source, destination), Long.MAX_VALUE) < events.time(i);
        return repeated ? Measure.REPEATED_PAIR : Measure.NEW_PAIR;
    }

    /**
     * Average precision of each kind that occurs: the set's positives of that kind against the negatives drawn for them,
     * pooled over the whole set (not averaged over batches, which would often be empty).
     */
    public List<Measure> averagePrecision(String split, LinkTable table, float[] scores) {
        List<Measure> measures = new ArrayList<>();
        for (String kind : KINDS) {
            int[] events = IntStream.range(0, table.events().size())
                    .filter(i -> kind(table.events(), i).equals(kind))
                    .toArray();
            if (events.length > 0) {
                float[] pooled = new float[2 * events.length];
                for (int i = 0; i < events.length; i++) {
                    pooled[i] = scores[table.positiveRow(events[i])];
                    pooled[events.length + i] = scores[table.negativeRow(events[i])];
                }
                double ap = ClassificationMetrics.binary(pooled, 0, events.length, pooled.length)
                        .averagePrecision();
                measures.add(new Measure(split, kind, Measure.AP, ap, events.length));
            }
        }
        return measures;
    }
}
