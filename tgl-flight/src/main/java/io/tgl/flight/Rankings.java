package io.tgl.flight;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.live.Ranking;
import io.tgl.models.wire.WireLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Rankings: each row asks for the k likeliest destinations of a source at a time. Columns {@code src}, {@code time}
 * (int64, ticks), {@code k} (int32), {@code candidates} (list of ids); of the last two one may be missing: without k, all
 * candidates are ranked; without candidates, all nodes that were a destination so far. Answers: {@code row} of the
 * question, {@code rank} from 1, {@code dst}, {@code score}, {@code position}.
 */
record Rankings(Served served, WireLimits limits, long[] batches) implements Exchange {
    private static final ArrowType INT32 = new ArrowType.Int(32, true);
    private static final ArrowType INT64 = new ArrowType.Int(64, true);

    Rankings(Served served, WireLimits limits) {
        this(served, limits, new long[1]);
    }

    @Override
    public Schema schema() {
        return new Schema(List.of(
                required("row", INT32),
                required("rank", INT32),
                required("dst", served.live.hasTextIds() ? ArrowType.Utf8.INSTANCE : INT64),
                required("score", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
                required("position", INT64)));
    }

    private static Field required(String name, ArrowType type) {
        return new Field(name, FieldType.notNullable(type), null);
    }

    /**
     * A row of questions.
     *
     * @param candidates external ids, or null for all destinations
     */
    private record Row(Object source, long time, int k, Object @Nullable [] candidates) {}

    /** Dense ids of a row. */
    private record Nodes(int source, int[] candidates) {
        boolean same(Nodes other) {
            return source == other.source && Arrays.equals(candidates, other.candidates);
        }
    }

    @Override
    public Questions decode(VectorSchemaRoot root, DictionaryProvider dictionaries) {
        String place = "rank, batch " + batches[0]++;
        int n = root.getRowCount();
        if (n > limits.maxRows()) {
            throw InvalidInput.at(place, "at most " + limits.maxRows() + " rows", n);
        }
        FieldVector source = column(place, root, "src");
        FieldVector time = column(place, root, "time");
        FieldVector k = root.getVector("k");
        FieldVector candidates = root.getVector("candidates");
        if (k == null && candidates == null) {
            throw InvalidInput.at(
                    place, "a column k or candidates", root.getSchema().getFields());
        }
        List<Row> rows = new ArrayList<>(n);
        long answers = 0;
        for (int i = 0; i < n; i++) {
            String where = place + ", row " + i;
            Object[] given = candidates == null ? null : candidates(where, candidates, i);
            int most = k == null ? given == null ? 0 : given.length : count(where, k, i);
            rows.add(new Row(id(where + ", column src", source, i), ticks(where, time, i), most, given));
            answers += given == null ? most : Math.min(most, given.length);
            if (answers > limits.maxRows()) {
                throw InvalidInput.at(where, "at most " + limits.maxRows() + " answers to a batch", answers);
            }
        }
        long batch = batches[0] - 1;
        return (out, _) -> answer(rows, batch, out);
    }

    private static FieldVector column(String place, VectorSchemaRoot root, String name) {
        FieldVector vector = root.getVector(name);
        if (vector == null) {
            throw InvalidInput.at(place, "a column " + name, root.getSchema().getFields());
        }
        return vector;
    }

    private static InvalidInput refused(String where, String expected, FieldVector found) {
        return InvalidInput.at(where, expected, found.getField().getType());
    }

    private static long ticks(String where, FieldVector time, int row) {
        if (!(time instanceof BigIntVector ticks)) {
            throw refused(where + ", column time", "int64", time);
        }
        if (ticks.isNull(row)) {
            throw InvalidInput.at(where + ", column time", "a time", "null");
        }
        return ticks.get(row);
    }

    private static int count(String where, FieldVector k, int row) {
        if (!(k instanceof IntVector counts)) {
            throw refused(where + ", column k", "int32", k);
        }
        if (counts.isNull(row) || counts.get(row) < 1) {
            throw InvalidInput.at(where + ", column k", "at least 1", counts.getObject(row));
        }
        return counts.get(row);
    }

    private Object[] candidates(String where, FieldVector column, int row) {
        if (!(column instanceof ListVector lists)) {
            throw refused(where + ", column candidates", "a list of ids", column);
        }
        if (lists.isNull(row)) {
            throw InvalidInput.at(where + ", column candidates", "a list", "null");
        }
        int from = lists.getElementStartIndex(row);
        int to = lists.getElementEndIndex(row);
        if (from < 0 || to < from || to - from > limits.maxRows()) {
            throw InvalidInput.at(where + ", column candidates", "at most " + limits.maxRows(), to - (long) from);
        }
        Object[] ids = new Object[to - from];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = id(where + ", column candidates", lists.getDataVector(), from + i);
        }
        return ids;
    }

    private Object id(String where, FieldVector column, int row) {
        if (row >= column.getValueCount() || column.isNull(row)) {
            throw InvalidInput.at(where, "an id", "null");
        }
        Object id = switch (column) {
            case IntVector ints -> (long) ints.get(row);
            case BigIntVector longs -> longs.get(row);
            case VarCharVector texts -> new String(texts.get(row), StandardCharsets.UTF_8);
            default -> throw refused(where, "ids of type int32, int64 or utf8", column);
        };
        served.checkKind(where, id instanceof String);
        return id;
    }

    private int node(Object id) {
        return id instanceof String text ? served.live.node(text) : served.live.node((long) id);
    }

    private Nodes nodes(Object source, Object[] candidates) {
        return new Nodes(
                node(source), Arrays.stream(candidates).mapToInt(this::node).toArray());
    }

    /** One ranked destination. */
    private record Ranked(int row, int rank, Object destination, float score, long position) {}

    private Map<String, Object> answer(List<Row> rows, long batch, VectorSchemaRoot out) {
        List<Ranked> answers = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            answers.addAll(ranked(i, rows.get(i)));
        }
        fill(out, answers);
        Map<String, Object> note = new LinkedHashMap<>();
        note.put("batch", batch);
        note.put("events", 0);
        note.put("position", answers.isEmpty() ? served.live.position() : answers.getLast().position);
        return note;
    }

    private List<Ranked> ranked(int number, Row row) {
        Object[] ids = row.candidates;
        if (ids == null) {
            Served.Best best = served.best(() -> node(row.source), row.k, row.time);
            return listed(number, best.ranking(), best.destination());
        }
        return served.steady(
                () -> nodes(row.source, ids),
                nodes -> byPlace(number, row, ids, nodes.source, nodes.candidates),
                Nodes::same);
    }

    /** Candidates by their places, since several that are unknown share one dense id. */
    private List<Ranked> byPlace(int number, Row row, Object[] ids, int source, int[] given) {
        Ranking all = served.live.rank(source, given, row.time);
        Map<Integer, List<Object>> waiting = new LinkedHashMap<>();
        for (int i = 0; i < ids.length; i++) {
            waiting.computeIfAbsent(given[i], _ -> new ArrayList<>()).add(ids[i]);
        }
        Object[] ordered = new Object[Math.min(row.k, ids.length)];
        for (int r = 0; r < ordered.length; r++) {
            ordered[r] = Objects.requireNonNull(waiting.get(all.node()[r])).removeFirst();
        }
        return listed(number, all, ordered);
    }

    private static List<Ranked> listed(int number, Ranking ranking, Object[] destinations) {
        List<Ranked> listed = new ArrayList<>(destinations.length);
        for (int r = 0; r < destinations.length; r++) {
            listed.add(new Ranked(number, r + 1, destinations[r], ranking.score()[r], ranking.position()));
        }
        return listed;
    }

    private static void fill(VectorSchemaRoot root, List<Ranked> answers) {
        root.allocateNew();
        IntVector row = (IntVector) root.getVector("row");
        IntVector rank = (IntVector) root.getVector("rank");
        Float4Vector score = (Float4Vector) root.getVector("score");
        BigIntVector position = (BigIntVector) root.getVector("position");
        for (int i = 0; i < answers.size(); i++) {
            Ranked answer = answers.get(i);
            row.setSafe(i, answer.row);
            rank.setSafe(i, answer.rank);
            score.setSafe(i, answer.score);
            position.setSafe(i, answer.position);
            switch (root.getVector("dst")) {
                case BigIntVector longs -> longs.setSafe(i, (long) answer.destination);
                case VarCharVector texts ->
                    texts.setSafe(i, ((String) answer.destination).getBytes(StandardCharsets.UTF_8));
                default -> throw new IllegalStateException("ids are numbers or texts");
            }
        }
        root.setRowCount(answers.size());
    }
}
