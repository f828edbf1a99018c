package io.tgl.core.event;

import io.tgl.core.base.InvalidInput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The columnar, time-ordered table of events. Immutable. Node ids are dense from 0 to {@code nodeCount - 1}; times are
 * ticks of {@link #granularity}, ascending; an event keeps its {@link #eventId} (its row in the whole stream) when a
 * subset of the stream is taken, so that features and neighbor lists of subset and whole agree.
 */
public final class EventStream {
    private static final int MAX_EVENT = Integer.MAX_VALUE - 8;

    private final int nodeCount;
    private final int[] source;
    private final int[] destination;
    private final long[] time;
    private final int @Nullable [] eventId;
    private final int firstEvent;
    private final FeatureTable features;
    private final float @Nullable [] weight;
    private final float @Nullable [] label;
    private final int @Nullable [] relation;
    private final TimeGranularity granularity;

    private EventStream(Builder b, int @Nullable [] eventId) {
        this.nodeCount = b.nodeCount;
        this.source = b.source;
        this.destination = b.destination;
        this.time = b.time;
        this.eventId = eventId;
        this.firstEvent = b.firstEvent;
        this.features = b.features;
        this.weight = b.weight;
        this.label = b.label;
        this.relation = b.relation;
        this.granularity = b.granularity;
    }

    /** Starts a stream of these columns; the arrays are taken over, not copied. */
    public static Builder of(int nodeCount, int[] source, int[] destination, long[] time) {
        return new Builder(nodeCount, source, destination, time);
    }

    /** Collects the optional columns and checks everything once. */
    public static final class Builder {
        private final int nodeCount;
        private final int[] source;
        private final int[] destination;
        private final long[] time;
        private FeatureTable features;
        private float @Nullable [] weight;
        private float @Nullable [] label;
        private int @Nullable [] relation;
        private TimeGranularity granularity = TimeGranularity.SECONDS;
        private int firstEvent;
        private boolean arrivalOrder;

        private Builder(int nodeCount, int[] source, int[] destination, long[] time) {
            this.nodeCount = nodeCount;
            this.source = source;
            this.destination = destination;
            this.time = time;
            this.features = FeatureTable.absent(source.length);
        }

        /** One feature row an event. */
        public Builder features(FeatureTable table) {
            this.features = table;
            return this;
        }

        /** One weight (or sign) an event. */
        public Builder weight(float @Nullable [] column) {
            this.weight = column;
            return this;
        }

        /** One label an event. */
        public Builder label(float @Nullable [] column) {
            this.label = column;
            return this;
        }

        /** One relation id an event. */
        public Builder relation(int @Nullable [] column) {
            this.relation = column;
            return this;
        }

        /** What one tick is; seconds unless said. */
        public Builder granularity(TimeGranularity unit) {
            this.granularity = unit;
            return this;
        }

        /**
         * Number of the first event; the others count on from it. For a part of a longer stream that arrives piece by
         * piece; rows of the feature table are numbered alike ({@link FeatureTable#numberedFrom}).
         */
        public Builder firstEvent(int number) {
            this.firstEvent = number;
            return this;
        }

        /**
         * Times need not ascend: the order is that of arrival. For a live stream that admits late events; whoever
         * searches by time has to know.
         */
        public Builder arrivalOrder() {
            this.arrivalOrder = true;
            return this;
        }

        /** Checks lengths, id range and time order; refuses the whole stream at the first fault. */
        public EventStream build() {
            int n = source.length;
            checkLength("destination", destination.length, n);
            checkLength("time", time.length, n);
            checkLength("features", features.rows(), n);
            checkLength("weight", weight == null ? n : weight.length, n);
            checkLength("label", label == null ? n : label.length, n);
            checkLength("relation", relation == null ? n : relation.length, n);
            if (firstEvent < 0 || firstEvent > MAX_EVENT - n) {
                throw InvalidInput.at("event numbers", "0 to " + MAX_EVENT, firstEvent + " and " + n + " events");
            }
            for (int i = 0; i < n; i++) {
                checkNode("source", i, source[i]);
                checkNode("destination", i, destination[i]);
                if (!arrivalOrder && i > 0 && time[i] < time[i - 1]) {
                    throw InvalidInput.at(
                            "row " + i + ", column time", "times in ascending order, at least " + time[i - 1], time[i]);
                }
            }
            return new EventStream(this, null);
        }

        private void checkNode(String column, int row, int id) {
            if (id < 0 || id >= nodeCount) {
                throw InvalidInput.at(
                        "row " + row + ", column " + column, "a node id from 0 to " + (nodeCount - 1), id);
            }
        }

        private static void checkLength(String column, int found, int expected) {
            if (found != expected) {
                throw InvalidInput.at("column " + column, expected + " rows", found);
            }
        }
    }

    /** Number of events. */
    public int size() {
        return source.length;
    }

    /** Nodes are 0 .. nodeCount - 1; not all of them need to have events. */
    public int nodeCount() {
        return nodeCount;
    }

    /** Source of row i. */
    public int source(int i) {
        return source[i];
    }

    /** Destination of row i. */
    public int destination(int i) {
        return destination[i];
    }

    /** Time of row i in ticks. */
    public long time(int i) {
        return time[i];
    }

    /** Number of this event: its row in the stream it was first read from. */
    public int eventId(int i) {
        return eventId == null ? firstEvent + i : eventId[i];
    }

    /** Features by {@link #eventId} (not by row). */
    public FeatureTable features() {
        return features;
    }

    /** Weight of row i, 1 where the stream has none. */
    public float weight(int i) {
        return weight == null ? 1f : weight[i];
    }

    /** Label of row i, 0 where the stream has none. */
    public float label(int i) {
        return label == null ? 0f : label[i];
    }

    /** Relation of row i, 0 where the stream has none. */
    public int relation(int i) {
        return relation == null ? 0 : relation[i];
    }

    /** Whether the stream has weights. */
    public boolean hasWeight() {
        return weight != null;
    }

    /** Whether the stream has labels. */
    public boolean hasLabel() {
        return label != null;
    }

    /** Whether the stream has relations. */
    public boolean hasRelation() {
        return relation != null;
    }

    /** What one tick is. */
    public TimeGranularity granularity() {
        return granularity;
    }

    /** The whole stream as one batch. */
    public EventBatch all() {
        return new EventBatch(this, 0, size());
    }

    /** The same events with {@code origin} subtracted from every time. */
    public EventStream shiftedBy(long origin) {
        long[] shifted = new long[time.length];
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] = Math.subtractExact(time[i], origin);
        }
        return new EventStream(copyOf(source, destination, shifted, weight, label, relation), eventId);
    }

    /** The rows given, in that order (ascending), with their event ids; node count and features stay those of the whole. */
    public EventStream select(int[] rows) {
        int n = rows.length;
        int[] s = new int[n];
        int[] d = new int[n];
        long[] t = new long[n];
        int[] id = new int[n];
        float[] w = weight == null ? null : new float[n];
        float[] l = label == null ? null : new float[n];
        int[] r = relation == null ? null : new int[n];
        for (int i = 0; i < n; i++) {
            int row = rows[i];
            if (i > 0 && row <= rows[i - 1]) {
                throw InvalidInput.at("selected row " + i, "rows in ascending order, above " + rows[i - 1], row);
            }
            s[i] = source[row];
            d[i] = destination[row];
            t[i] = time[row];
            id[i] = eventId(row);
            if (w != null && weight != null) {
                w[i] = weight[row];
            }
            if (l != null && label != null) {
                l[i] = label[row];
            }
            if (r != null && relation != null) {
                r[i] = relation[row];
            }
        }
        return new EventStream(copyOf(s, d, t, w, l, r), id);
    }

    /** Copies of the columns, for exchange and checks. */
    public int[] sources() {
        return source.clone();
    }

    /** Copy of the destinations. */
    public int[] destinations() {
        return destination.clone();
    }

    /** Copy of the times. */
    public long[] times() {
        return time.clone();
    }

    private Builder copyOf(int[] s, int[] d, long[] t, float @Nullable [] w, float @Nullable [] l, int @Nullable [] r) {
        Builder b = new Builder(nodeCount, s, d, t);
        b.features = features;
        b.weight = w;
        b.label = l;
        b.relation = r;
        b.granularity = granularity;
        b.firstEvent = firstEvent;
        return b;
    }

    @Override
    public String toString() {
        return "EventStream[" + size() + " events, " + nodeCount + " nodes, " + features.width() + " features, time "
                + (size() == 0 ? "-" : Arrays.toString(new long[] {time[0], time[size() - 1]})) + "]";
    }
}
