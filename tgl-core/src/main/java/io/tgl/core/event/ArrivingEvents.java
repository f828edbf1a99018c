package io.tgl.core.event;

import io.tgl.core.base.InvalidInput;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Events as they arrive at a live service: external node ids, times in any order, nothing checked but lengths and
 * numbers. Arrays are taken over, not copied. Letters: n events, E features an event.
 *
 * @param ids external ids of both ends
 * @param time [n] in ticks
 * @param features [n, E] row-major
 * @param featureWidth E, 0 for none
 * @param weight [n], or null for 1 each
 * @param label [n], or null for 0 each
 * @param relation [n], or null for 0 each
 */
public record ArrivingEvents(
        Ids ids,
        long[] time,
        float[] features,
        int featureWidth,
        float @Nullable [] weight,
        float @Nullable [] label,
        int @Nullable [] relation) {
    /** External ids of the ends, all numbers or all texts. */
    public sealed interface Ids {
        /** Number of events. */
        int size();
    }

    /** Numbers. */
    public record Numbers(long[] source, long[] destination) implements Ids {
        @Override
        public int size() {
            return source.length;
        }
    }

    /** Texts. */
    public record Texts(String[] source, String[] destination) implements Ids {
        @Override
        public int size() {
            return source.length;
        }
    }

    /** Checks lengths and that numbers are finite. */
    public ArrivingEvents {
        int n = ids.size();
        int destinations = switch (ids) {
            case Numbers numbers -> numbers.destination.length;
            case Texts texts -> texts.destination.length;
        };
        checkLength("destination", destinations, n);
        checkLength("time", time.length, n);
        if (featureWidth < 0 || features.length != (long) n * featureWidth) {
            throw InvalidInput.at("column features", n + " rows of width " + featureWidth, features.length + " values");
        }
        checkLength("weight", weight == null ? n : weight.length, n);
        checkLength("label", label == null ? n : label.length, n);
        checkLength("relation", relation == null ? n : relation.length, n);
        checkFinite("features", features, Math.max(1, featureWidth));
        checkFinite("weight", weight == null ? new float[0] : weight, 1);
    }

    private static void checkLength(String column, int found, int expected) {
        if (found != expected) {
            throw InvalidInput.at("column " + column, expected + " rows", found);
        }
    }

    private static void checkFinite(String column, float[] values, int width) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw InvalidInput.at("row " + i / width + ", column " + column, "a finite number", values[i]);
            }
        }
    }

    /** Events with nothing but ends and time. */
    public static ArrivingEvents of(Ids ids, long[] time) {
        return new ArrivingEvents(ids, time, new float[0], 0, null, null, null);
    }

    /** The events of a batch under the external ids of their nodes. */
    public static ArrivingEvents of(EventBatch batch, NodeIndex nodes) {
        return of(batch, nodes.isText() ? texts(batch, nodes::text) : numbers(batch, nodes::number));
    }

    /** The events of a batch under the external ids of their nodes, all of which the index must have. */
    public static ArrivingEvents of(EventBatch batch, LiveNodeIndex nodes) {
        return of(batch, nodes.isText() ? texts(batch, nodes::text) : numbers(batch, nodes::number));
    }

    private static ArrivingEvents of(EventBatch batch, Ids ids) {
        int n = batch.size();
        EventStream stream = batch.stream();
        long[] time = new long[n];
        float[] weight = stream.hasWeight() ? new float[n] : null;
        float[] label = stream.hasLabel() ? new float[n] : null;
        int[] relation = stream.hasRelation() ? new int[n] : null;
        int width = stream.features().width();
        float[] features = new float[Math.multiplyExact(n, width)];
        for (int i = 0; i < n; i++) {
            int row = batch.from() + i;
            time[i] = batch.time(i);
            stream.features().copyRow(batch.eventId(i), features, i * width);
            if (weight != null) {
                weight[i] = stream.weight(row);
            }
            if (label != null) {
                label[i] = stream.label(row);
            }
            if (relation != null) {
                relation[i] = stream.relation(row);
            }
        }
        return new ArrivingEvents(ids, time, features, width, weight, label, relation);
    }

    private static Ids texts(EventBatch batch, IntFunction<String> text) {
        Texts texts = new Texts(new String[batch.size()], new String[batch.size()]);
        for (int i = 0; i < batch.size(); i++) {
            texts.source[i] = text.apply(batch.source(i));
            texts.destination[i] = text.apply(batch.destination(i));
        }
        return texts;
    }

    private static Ids numbers(EventBatch batch, IntToLongFunction number) {
        Numbers numbers = new Numbers(new long[batch.size()], new long[batch.size()]);
        for (int i = 0; i < batch.size(); i++) {
            numbers.source[i] = number.applyAsLong(batch.source(i));
            numbers.destination[i] = number.applyAsLong(batch.destination(i));
        }
        return numbers;
    }

    /** Number of events n. */
    public int size() {
        return time.length;
    }

    /** The same events at these times. */
    public ArrivingEvents withTime(long[] times) {
        return new ArrivingEvents(ids, times, features, featureWidth, weight, label, relation);
    }

    /** Some of the events as a batch of their own. */
    public ArrivingEvents rows(int[] row) {
        float[] own = new float[row.length * featureWidth];
        for (int i = 0; i < row.length; i++) {
            System.arraycopy(features, row[i] * featureWidth, own, i * featureWidth, featureWidth);
        }
        int[] relations = relation;
        return new ArrivingEvents(
                rows(ids, row),
                longs(time, row),
                own,
                featureWidth,
                floats(weight, row),
                floats(label, row),
                relations == null
                        ? null
                        : IntStream.of(row).map(r -> relations[r]).toArray());
    }

    private static Ids rows(Ids ids, int[] row) {
        return switch (ids) {
            case Numbers(long[] source, long[] destination) -> new Numbers(longs(source, row), longs(destination, row));
            case Texts(String[] source, String[] destination) -> new Texts(texts(source, row), texts(destination, row));
        };
    }

    private static long[] longs(long[] values, int[] row) {
        return IntStream.of(row).mapToLong(r -> values[r]).toArray();
    }

    private static String[] texts(String[] values, int[] row) {
        return IntStream.of(row).mapToObj(r -> values[r]).toArray(String[]::new);
    }

    private static float @Nullable [] floats(float @Nullable [] values, int[] row) {
        if (values == null) {
            return null;
        }
        float[] own = new float[row.length];
        for (int i = 0; i < own.length; i++) {
            own[i] = values[row[i]];
        }
        return own;
    }
}
