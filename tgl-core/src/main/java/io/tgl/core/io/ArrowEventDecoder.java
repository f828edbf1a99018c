package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.TimeGranularity;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Decodes record batches of one event table, batch by batch: the way in for a service that holds a {@link
 * VectorSchemaRoot} of its own and refills it. Values are copied, the root stays the caller's. A batch is accepted
 * whole or refused whole with {@link InvalidInput}: after a refusal the decoder stands where it stood before. Times
 * must ascend over all batches. Not safe for use by several threads.
 */
public final class ArrowEventDecoder {
    private static final int MAX_EVENTS = Integer.MAX_VALUE - 8;

    private final String table;
    private final ArrowReadOptions options;
    private final ColumnNames columns;
    private final RelationIds relations = new RelationIds();
    private @Nullable Layout layout;
    private @Nullable DenseIds nodes;
    private long rows;
    private long batches;
    private long lastTime = Long.MIN_VALUE;
    private int featureWidth = -1;

    /** A decoder for a table that messages call {@code table}. */
    public ArrowEventDecoder(String table, ArrowReadOptions options) {
        this.table = table;
        this.options = options;
        this.columns = options.columns();
    }

    /** What must stay the same from batch to batch. */
    private record Layout(Schema schema, Map<String, String> metadata, TimeGranularity granularity) {}

    /** The plain columns of one batch; an optional column that the table lacks is null. */
    record Rows(
            int[] source,
            int[] destination,
            long[] time,
            int @Nullable [] relation,
            float @Nullable [] weight,
            float @Nullable [] label,
            ArrowColumns.@Nullable FeatureRows features) {
        int count() {
            return time.length;
        }
    }

    /** Decodes what the root holds now, without dictionary-encoded columns. */
    public EventChunk decode(VectorSchemaRoot root) {
        return decode(root, new DictionaryProvider.MapDictionaryProvider());
    }

    /** Decodes what the root holds now; {@code dictionaries} resolves its dictionary-encoded columns. */
    public EventChunk decode(VectorSchemaRoot root, DictionaryProvider dictionaries) {
        if (options.sortByTime()) {
            throw InvalidInput.at(table, "a whole table for sortByTime", "one batch after the other");
        }
        long firstRow = rows;
        if (firstRow + root.getRowCount() > MAX_EVENTS) {
            throw InvalidInput.at(table, "at most " + MAX_EVENTS + " numbered events", firstRow + root.getRowCount());
        }
        Rows decoded = decodeRows(root, dictionaries);
        FeatureTable features = decoded.features == null
                ? FeatureTable.absent(decoded.count())
                : FeatureTable.of(decoded.features.values(), decoded.count(), decoded.features.width())
                        .numberedFrom((int) firstRow);
        EventStream events = EventStream.of(nodeCount(), decoded.source, decoded.destination, decoded.time)
                .relation(decoded.relation)
                .weight(decoded.weight)
                .label(decoded.label)
                .features(features)
                .firstEvent((int) firstRow)
                .granularity(granularity())
                .build();
        return new EventChunk(events, firstRow);
    }

    /**
     * Decodes what the root holds now as events that keep their external ids and need not be in order: for a live
     * predictor, which has a node index and a policy for late events of its own. A message names the batch (from 0, refused
     * ones count) and the row in it; a refused batch leaves everything else where it was.
     */
    public ArrivingEvents decodeArriving(VectorSchemaRoot root, DictionaryProvider dictionaries) {
        TablePlace place = new TablePlace(table + ", batch " + batches++, 0);
        Layout plan = layoutOf(place.table(), root.getSchema());
        try {
            Columns plain = columns(place, root, dictionaries, false);
            if (plain.source instanceof IdColumn.Texts != plain.destination instanceof IdColumn.Texts) {
                throw place.refuse(columns.destination(), "ids of the kind of " + columns.source(), "another kind");
            }
            ArrivingEvents events = arriving(plain);
            relations.commit();
            layout = plan;
            rows += events.size();
            featureWidth = events.size() == 0 ? featureWidth : events.featureWidth();
            return events;
        } catch (InvalidInput e) {
            relations.rollBack();
            throw e;
        } catch (RuntimeException e) {
            relations.rollBack();
            throw new InvalidInput(place.table() + ": expected whole Arrow columns, found damaged ones (" + e + ")", e);
        }
    }

    private static ArrivingEvents arriving(Columns plain) {
        ArrivingEvents.Ids ids = plain.source instanceof IdColumn.Texts(String[] s)
                        && plain.destination instanceof IdColumn.Texts(String[] d)
                ? new ArrivingEvents.Texts(s, d)
                : new ArrivingEvents.Numbers(IdColumn.longs(plain.source), IdColumn.longs(plain.destination));
        ArrowColumns.FeatureRows features = plain.features;
        return new ArrivingEvents(
                ids,
                plain.time,
                features == null ? new float[0] : features.values(),
                features == null ? 0 : features.width(),
                plain.weight,
                plain.label,
                plain.relation);
    }

    Rows decodeRows(VectorSchemaRoot root, DictionaryProvider dictionaries) {
        Layout plan = layoutOf(table, root.getSchema());
        DenseIds ids = nodes == null ? denseIds(plan) : nodes;
        try {
            Rows decoded = decodeRows(root, dictionaries, ids);
            ids.commit();
            relations.commit();
            layout = plan;
            nodes = ids;
            rows += decoded.count();
            if (decoded.count() > 0) {
                lastTime = decoded.time[decoded.count() - 1];
                featureWidth = decoded.features == null ? 0 : decoded.features.width();
            }
            return decoded;
        } catch (InvalidInput e) {
            ids.rollBack();
            relations.rollBack();
            throw e;
        } catch (RuntimeException e) {
            ids.rollBack();
            relations.rollBack();
            throw new InvalidInput(table + ": expected whole Arrow columns, found damaged ones (" + e + ")", e);
        }
    }

    private Rows decodeRows(VectorSchemaRoot root, DictionaryProvider dictionaries, DenseIds ids) {
        TablePlace place = new TablePlace(table, rows);
        Columns plain = columns(place, root, dictionaries, !options.sortByTime());
        DenseIds.Pairs pairs = ids.add(place, plain.source, plain.destination);
        return new Rows(
                pairs.source(),
                pairs.destination(),
                plain.time,
                plain.relation,
                plain.weight,
                plain.label,
                plain.features);
    }

    /** The columns of a batch, ids as they came. */
    private record Columns(
            IdColumn source,
            IdColumn destination,
            long[] time,
            int @Nullable [] relation,
            float @Nullable [] weight,
            float @Nullable [] label,
            ArrowColumns.@Nullable FeatureRows features) {}

    private Columns columns(TablePlace place, VectorSchemaRoot root, DictionaryProvider dictionaries, boolean inOrder) {
        int count = root.getRowCount();
        long[] time = plainTimes(place, vector(root, columns.time()), count, dictionaries);
        if (inOrder) {
            checkOrder(place, time);
        }
        FieldVector featureVector = optional(root, columns.features(), ColumnNames.USUAL.features());
        FieldVector weightVector = optional(root, columns.weight(), ColumnNames.USUAL.weight());
        FieldVector labelVector = optional(root, columns.label(), ColumnNames.USUAL.label());
        FieldVector relationVector = optional(root, columns.relation(), ColumnNames.USUAL.relation());
        ArrowColumns.FeatureRows features =
                featureVector == null ? null : ArrowColumns.features(place, columns.features(), featureVector, count);
        if (features != null && count > 0 && featureWidth >= 0 && features.width() != featureWidth) {
            throw place.refuse(0, columns.features(), "a feature row of width " + featureWidth, features.width());
        }
        float[] weight =
                weightVector == null ? null : plainFloats(place, columns.weight(), weightVector, count, dictionaries);
        float[] label =
                labelVector == null ? null : plainFloats(place, columns.label(), labelVector, count, dictionaries);
        int[] relation = relationVector == null
                ? null
                : relations.add(
                        place,
                        columns.relation(),
                        IdColumn.read(place, columns.relation(), relationVector, count, dictionaries));
        IdColumn source = IdColumn.read(place, columns.source(), vector(root, columns.source()), count, dictionaries);
        IdColumn destination =
                IdColumn.read(place, columns.destination(), vector(root, columns.destination()), count, dictionaries);
        return new Columns(source, destination, time, relation, weight, label, features);
    }

    private void checkOrder(TablePlace place, long[] time) {
        long before = lastTime;
        for (int row = 0; row < time.length; row++) {
            if (time[row] < before) {
                throw place.refuse(row, columns.time(), "times in ascending order, at least " + before, time[row]);
            }
            before = time[row];
        }
    }

    private long[] plainTimes(TablePlace place, FieldVector vector, int count, DictionaryProvider dictionaries) {
        try (Plain plain = Plain.of(place, columns.time(), vector, count, dictionaries)) {
            return ArrowColumns.times(place, columns.time(), plain.vector, count);
        }
    }

    private static float[] plainFloats(
            TablePlace place, String column, FieldVector vector, int count, DictionaryProvider dictionaries) {
        try (Plain plain = Plain.of(place, column, vector, count, dictionaries)) {
            return ArrowColumns.floats(place, column, plain.vector, count);
        }
    }

    /** A vector with its dictionary resolved; closes what it allocated for that. */
    private record Plain(ValueVector vector, boolean owned) implements AutoCloseable {
        static Plain of(
                TablePlace place, String column, FieldVector vector, int count, DictionaryProvider dictionaries) {
            DictionaryEncoding encoding = vector.getField().getDictionary();
            if (encoding == null) {
                return new Plain(vector, false);
            }
            ArrowColumns.checkComplete(place, column, vector, count);
            FieldVector values = IdColumn.dictionary(place, column, encoding, dictionaries);
            BufferAllocator allocator = vector.getAllocator();
            return new Plain(DictionaryEncoder.decode(vector, new Dictionary(values, encoding), allocator), true);
        }

        @Override
        public void close() {
            if (owned) {
                vector.close();
            }
        }
    }

    private FieldVector vector(VectorSchemaRoot root, String name) {
        List<Field> fields = root.getSchema().getFields();
        List<Field> named =
                fields.stream().filter(field -> field.getName().equals(name)).toList();
        if (named.size() == 1) {
            return root.getVector(fields.indexOf(named.getFirst()));
        }
        throw InvalidInput.at(
                table,
                named.isEmpty() ? "a column '" + name + "'" : "one column '" + name + "'",
                named.isEmpty() ? "only " + fields.stream().map(Field::getName).toList() : named.size());
    }

    private @Nullable FieldVector optional(VectorSchemaRoot root, String name, String usualName) {
        boolean there = root.getSchema().getFields().stream()
                .anyMatch(field -> field.getName().equals(name));
        return there || !name.equals(usualName) ? vector(root, name) : null;
    }

    private Layout layoutOf(String where, Schema schema) {
        if (layout != null) {
            if (!layout.schema.getFields().equals(schema.getFields())) {
                throw InvalidInput.at(where, "the columns of the first batch, " + layout.schema, schema);
            }
            return layout;
        }
        Map<String, String> metadata =
                schema.getCustomMetadata() == null ? new TreeMap<>() : new TreeMap<>(schema.getCustomMetadata());
        FormatVersion.check(where, metadata);
        TimeGranularity unit = ArrowMetadata.granularity(where, metadata, options.granularity());
        for (Field field : schema.getFields()) {
            if (field.getName().equals(columns.time()) && field.getType() instanceof ArrowType.Timestamp timestamp) {
                unit = switch (timestamp.getUnit()) {
                    case SECOND -> TimeGranularity.SECONDS;
                    case MILLISECOND -> TimeGranularity.MILLISECONDS;
                    case MICROSECOND -> TimeGranularity.MICROSECONDS;
                    case NANOSECOND -> TimeGranularity.NANOSECONDS;
                };
            }
        }
        return new Layout(schema, metadata, unit);
    }

    private DenseIds denseIds(Layout plan) {
        OptionalLong declared = ArrowMetadata.count(table, plan.metadata, ArrowMetadata.NODE_COUNT, options.maxNodes());
        boolean keep = switch (options.nodeIds()) {
            case KEEP -> true;
            case INDEX -> false;
            case AS_DECLARED -> declared.isPresent();
        };
        return new DenseIds(columns, options.maxNodes(), keep, (int) declared.orElse(-1));
    }

    /** Rows decoded so far. */
    public long rows() {
        return rows;
    }

    /** Nodes that appeared so far, or that the table declares. */
    public int nodeCount() {
        return nodes == null ? 0 : nodes.size();
    }

    /** The node index as it is now; a copy, whose cost grows with the nodes. */
    public NodeIndex nodes() {
        return nodes == null ? NodeIndex.identity(0) : nodes.snapshot();
    }

    /** The node index without a copy; nothing more can be decoded. */
    NodeIndex finishNodes() {
        return nodes == null ? NodeIndex.identity(0) : nodes.build();
    }

    /** Relations that appeared so far: names, or 0 to the largest id. */
    public NodeIndex relations() {
        return relations.snapshot();
    }

    /** What one tick is; the options' word until a batch was decoded. */
    public TimeGranularity granularity() {
        return layout == null ? options.granularity() : layout.granularity;
    }

    /** Texts of the table's schema, by key in ascending order; empty until a batch was decoded. */
    public Map<String, String> metadata() {
        return layout == null ? Map.of() : layout.metadata;
    }
}
