package io.tgl.core.io;

import io.tgl.core.event.EventStream;
import io.tgl.core.event.NodeIndex;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;

/** Fills the vectors of one record batch from rows of an event stream. */
final class EventVectors {
    private final EventStream events;
    private final NodeIndex nodes;
    private final ColumnNames columns;
    private final VectorSchemaRoot root;

    EventVectors(EventStream events, NodeIndex nodes, ColumnNames columns, VectorSchemaRoot root) {
        this.events = events;
        this.nodes = nodes;
        this.columns = columns;
        this.root = root;
    }

    /** A value of each row. */
    @FunctionalInterface
    private interface IntColumn {
        int at(int row);
    }

    /** A value of each row. */
    @FunctionalInterface
    private interface FloatColumn {
        float at(int row);
    }

    /** Rows from .. from + count - 1. */
    void fill(int from, int count) {
        fillIds(root.getVector(columns.source()), events::source, from, count);
        fillIds(root.getVector(columns.destination()), events::destination, from, count);
        BigIntVector time = (BigIntVector) root.getVector(columns.time());
        time.allocateNew(count);
        for (int i = 0; i < count; i++) {
            time.set(i, events.time(from + i));
        }
        if (events.hasRelation()) {
            fillInts((IntVector) root.getVector(columns.relation()), events::relation, from, count);
        }
        if (events.hasWeight()) {
            fillFloats((Float4Vector) root.getVector(columns.weight()), events::weight, from, count);
        }
        if (events.hasLabel()) {
            fillFloats((Float4Vector) root.getVector(columns.label()), events::label, from, count);
        }
        if (!events.features().isAbsent()) {
            fillFeatures((FixedSizeListVector) root.getVector(columns.features()), from, count);
        }
        root.setRowCount(count);
    }

    private void fillIds(FieldVector vector, IntColumn column, int from, int count) {
        switch (vector) {
            case IntVector ints -> fillInts(ints, column, from, count);
            case BigIntVector longs -> {
                longs.allocateNew(count);
                for (int i = 0; i < count; i++) {
                    longs.set(i, nodes.number(column.at(from + i)));
                }
            }
            case VarCharVector texts -> {
                texts.allocateNew(count);
                for (int i = 0; i < count; i++) {
                    texts.setSafe(i, nodes.text(column.at(from + i)).getBytes(StandardCharsets.UTF_8));
                }
            }
            default -> throw new IllegalStateException("no id column: " + vector.getField());
        }
    }

    private static void fillInts(IntVector vector, IntColumn column, int from, int count) {
        vector.allocateNew(count);
        for (int i = 0; i < count; i++) {
            vector.set(i, column.at(from + i));
        }
    }

    private static void fillFloats(Float4Vector vector, FloatColumn column, int from, int count) {
        vector.allocateNew(count);
        for (int i = 0; i < count; i++) {
            vector.set(i, column.at(from + i));
        }
    }

    private void fillFeatures(FixedSizeListVector lists, int from, int count) {
        int width = events.features().width();
        Float4Vector values = (Float4Vector) lists.getDataVector();
        lists.setInitialCapacity(count);
        lists.allocateNew();
        values.allocateNew(count * width);
        float[] row = new float[width];
        for (int i = 0; i < count; i++) {
            lists.setNotNull(i);
            events.features().copyRow(events.eventId(from + i), row, 0);
            for (int j = 0; j < width; j++) {
                values.set(i * width + j, row[j]);
            }
        }
        lists.setValueCount(count);
    }
}
