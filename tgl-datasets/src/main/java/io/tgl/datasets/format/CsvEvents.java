package io.tgl.datasets.format;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.NodeIndexBuilder;
import io.tgl.core.io.LoadedEvents;
import io.tgl.core.io.NodeIds;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.Serial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a text table, checked field by field while they come, then joined to a stream. */
final class CsvEvents {
    private final Path file;
    private final TableOptions options;
    private final Layout layout;
    private final boolean textIds;
    private final TimeParser times;
    private final NodeIndexBuilder nodes;
    private final NodeIndexBuilder relations = NodeIndexBuilder.texts();
    private final IntArrayList source = new IntArrayList();
    private final IntArrayList destination = new IntArrayList();
    private final LongArrayList time = new LongArrayList();
    private final FloatArrayList weight = new FloatArrayList();
    private final FloatArrayList label = new FloatArrayList();
    private final IntArrayList relation = new IntArrayList();
    private final List<float[]> features = new ArrayList<>();
    private int largestId = -1;
    private long line;

    CsvEvents(Path file, TableOptions options, Layout layout, boolean textIds) {
        this.file = file;
        this.options = options;
        this.layout = layout;
        this.textIds = textIds;
        this.times = new TimeParser(options.timeUnit(), options.ticks());
        this.nodes = textIds ? NodeIndexBuilder.texts() : NodeIndexBuilder.numbers();
    }

    /** Thrown where numbers were expected as ids and the first text appears. */
    static final class TextIdFound extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private TextIdFound(String where, String id) {
            super(where + ": expected a number as id, found " + TimeParser.described(id), null, false, false);
        }

        InvalidInput refusal() {
            return new InvalidInput(String.valueOf(getMessage()), this);
        }
    }

    /** Adds the event of a row, which stands in line {@code number} of the file. */
    void add(CsvRecord row, long number) {
        line = number;
        if (row.getFieldCount() != layout.fields()) {
            throw InvalidInput.at(
                    file + ", line " + line,
                    layout.fields() + " fields (" + String.join(",", layout.names()) + ")",
                    row.getFieldCount() + ", \"" + String.join("|", row.getFields()) + "\"");
        }
        source.add(node(row, layout.source()));
        destination.add(node(row, layout.destination()));
        addTime(times.parse(row.getField(layout.time()), where(layout.time())));
        if (layout.weight() >= 0) {
            weight.add(number(row, layout.weight()));
        }
        if (layout.label() >= 0) {
            label.add(number(row, layout.label()));
        }
        if (layout.relation() >= 0) {
            relation.add(relations.add(text(row, layout.relation(), "a relation")));
        }
        if (!layout.features().isEmpty()) {
            float[] values = new float[layout.features().size()];
            for (int f = 0; f < values.length; f++) {
                values[f] = number(row, layout.features().get(f));
            }
            features.add(values);
        }
    }

    private void addTime(long ticks) {
        if (!options.sortByTime() && !time.isEmpty() && ticks < time.getLong(time.size() - 1)) {
            throw new InvalidInput(where(layout.time()) + ": expected times in ascending order, at least "
                    + time.getLong(time.size() - 1) + ", found " + ticks + "; --sort sorts the rows by time");
        }
        time.add(ticks);
    }

    private int node(CsvRecord row, int field) {
        String id = text(row, field, "a node id");
        if (textIds) {
            return nodes.add(id);
        }
        long value = number(id, field);
        if (options.nodeIds() != NodeIds.KEEP) {
            return nodes.add(value);
        }
        if (value < 0 || value > Integer.MAX_VALUE - 9) {
            throw InvalidInput.at(where(field), "a dense node id from 0 to " + (Integer.MAX_VALUE - 9), value);
        }
        largestId = Math.max(largestId, (int) value);
        return (int) value;
    }

    /** Ids with leading zeros or a plus sign are texts: "007" and "7" may be two nodes. */
    private long number(String id, int field) {
        try {
            long value = Long.parseLong(id);
            if (Long.toString(value).equals(id)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new TextIdFound(where(field), id);
        }
        throw new TextIdFound(where(field), id);
    }

    private String text(CsvRecord row, int field, String what) {
        String text = row.getField(field);
        if (text.isEmpty()) {
            throw InvalidInput.at(where(field), what, "nothing");
        }
        return text;
    }

    private float number(CsvRecord row, int field) {
        String text = row.getField(field);
        float value = Float.NaN;
        try {
            value = Float.parseFloat(text);
        } catch (NumberFormatException e) {
            throw new InvalidInput(where(field) + ": expected a number, found " + TimeParser.described(text), e);
        }
        if (!Float.isFinite(value)) {
            throw InvalidInput.at(where(field), "a finite number", text);
        }
        return value;
    }

    private String where(int field) {
        return file + ", line " + line + ", column " + layout.names().get(field);
    }

    LoadedEvents finish() {
        if (time.isEmpty()) {
            throw InvalidInput.at(file.toString(), "at least one event", "a header alone");
        }
        int[] order = timeOrder();
        boolean keep = options.nodeIds() == NodeIds.KEEP;
        NodeIndex index = keep ? NodeIndex.identity(largestId + 1) : nodes.build();
        EventStream events = EventStream.of(
                        index.size(),
                        ordered(source, order),
                        ordered(destination, order),
                        ordered(time.toLongArray(), order))
                .weight(ordered(weight, order))
                .label(ordered(label, order))
                .relation(relation.isEmpty() ? null : ordered(relation, order))
                .features(featureTable(order))
                .granularity(options.ticks())
                .build();
        return new LoadedEvents(events, index, relations.build(), Map.of(), moved(order));
    }

    private FeatureTable featureTable(int @Nullable [] order) {
        FeatureTable table = FeatureTable.zeros(time.size(), layout.features().size());
        for (int to = 0; to < features.size(); to++) {
            table.setRow(to, features.get(order == null ? to : order[to]), 0);
        }
        return table;
    }

    private int @Nullable [] timeOrder() {
        if (!options.sortByTime()) {
            return null;
        }
        int[] order = new int[time.size()];
        for (int row = 0; row < order.length; row++) {
            order[row] = row;
        }
        IntArrays.stableSort(order, (a, b) -> Long.compare(time.getLong(a), time.getLong(b)));
        return order;
    }

    private static int moved(int @Nullable [] order) {
        int count = 0;
        for (int to = 0; order != null && to < order.length; to++) {
            count += order[to] == to ? 0 : 1;
        }
        return count;
    }

    private static int[] ordered(IntArrayList column, int @Nullable [] order) {
        int[] values = column.toIntArray();
        for (int to = 0; order != null && to < values.length; to++) {
            values[to] = column.getInt(order[to]);
        }
        return values;
    }

    private static long[] ordered(long[] column, int @Nullable [] order) {
        long[] values = column.clone();
        for (int to = 0; order != null && to < values.length; to++) {
            values[to] = column[order[to]];
        }
        return values;
    }

    private static float @Nullable [] ordered(FloatArrayList column, int @Nullable [] order) {
        if (column.isEmpty()) {
            return null;
        }
        float[] values = column.toFloatArray();
        for (int to = 0; order != null && to < values.length; to++) {
            values[to] = column.getFloat(order[to]);
        }
        return values;
    }
}
