package io.tgl.models.wire;

import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.core.event.ArrivingEvents.Texts;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Events as Arrow vectors, the way {@link WireDecoder} reads them; none of them has nulls. What a sender in Java needs. */
public final class ArrivingVectors {
    private static final ArrowType INT64 = new ArrowType.Int(64, true);
    private static final ArrowType INT32 = new ArrowType.Int(32, true);
    private static final ArrowType FLOAT32 = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);

    private ArrivingVectors() {}

    /**
     * Which columns there are.
     *
     * @param text whether external ids are texts; otherwise they are numbers
     * @param featureWidth features an event, 0 for no such column
     */
    public record Columns(boolean text, int featureWidth, boolean weight, boolean label, boolean relation) {
        /** Those of a batch. */
        public static Columns of(ArrivingEvents events) {
            return new Columns(
                    events.ids() instanceof Texts,
                    events.featureWidth(),
                    events.weight() != null,
                    events.label() != null,
                    events.relation() != null);
        }

        /** Ends and time, nothing else. */
        public static Columns plain(boolean text, int featureWidth) {
            return new Columns(text, featureWidth, false, false, false);
        }
    }

    /** The schema of these columns. */
    public static Schema schema(Columns columns) {
        ArrowType id = columns.text ? ArrowType.Utf8.INSTANCE : INT64;
        List<Field> fields = new ArrayList<>(List.of(
                AnswerVectors.required("src", id),
                AnswerVectors.required("dst", id),
                AnswerVectors.required("time", INT64)));
        if (columns.relation) {
            fields.add(AnswerVectors.required("relation", INT32));
        }
        if (columns.weight) {
            fields.add(AnswerVectors.required("weight", FLOAT32));
        }
        if (columns.label) {
            fields.add(AnswerVectors.required("label", FLOAT32));
        }
        if (columns.featureWidth > 0) {
            fields.add(new Field(
                    "features",
                    FieldType.notNullable(new ArrowType.FixedSizeList(columns.featureWidth)),
                    List.of(AnswerVectors.required("item", FLOAT32))));
        }
        return new Schema(fields);
    }

    /** Puts events into a root of the {@link #schema} of their columns, in place of what it held. */
    public static void fill(VectorSchemaRoot root, ArrivingEvents events) {
        switch (events.ids()) {
            case Numbers(long[] source, long[] destination) -> {
                AnswerVectors.fill(root.getVector("src"), source);
                AnswerVectors.fill(root.getVector("dst"), destination);
            }
            case Texts(String[] source, String[] destination) -> {
                AnswerVectors.fill(root.getVector("src"), source);
                AnswerVectors.fill(root.getVector("dst"), destination);
            }
        }
        AnswerVectors.fill(root.getVector("time"), events.time());
        int[] relation = events.relation();
        if (relation != null) {
            IntVector vector = (IntVector) root.getVector("relation");
            vector.allocateNew(relation.length);
            for (int i = 0; i < relation.length; i++) {
                vector.set(i, relation[i]);
            }
        }
        float[] weight = events.weight();
        if (weight != null) {
            fill((Float4Vector) root.getVector("weight"), weight);
        }
        float[] label = events.label();
        if (label != null) {
            fill((Float4Vector) root.getVector("label"), label);
        }
        if (events.featureWidth() > 0) {
            FixedSizeListVector lists = (FixedSizeListVector) root.getVector("features");
            lists.setInitialCapacity(events.size());
            lists.allocateNew();
            fill((Float4Vector) lists.getDataVector(), events.features());
            for (int i = 0; i < events.size(); i++) {
                lists.setNotNull(i);
            }
            lists.setValueCount(events.size());
        }
        root.setRowCount(events.size());
    }

    private static void fill(Float4Vector vector, float[] values) {
        vector.allocateNew(values.length);
        for (int i = 0; i < values.length; i++) {
            vector.set(i, values[i]);
        }
    }
}
