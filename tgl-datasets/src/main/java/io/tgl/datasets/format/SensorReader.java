package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.io.InputFile;
import io.tgl.core.io.NodeIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A sensor graph: its weights as a dense square matrix without a header, or as a list with a header that names {@code
 * from_idx}, {@code to_idx} and {@code weight}; and, optionally, readings with a header of sensor names, a row a step and
 * a column a sensor. Weights other than 0 become events at time 0.
 */
final class SensorReader {
    private static final int MOST_RECORD_BYTES = 1 << 24;
    private static final List<String> LIST = List.of("from_idx", "to_idx", "weight");

    private final FormatOptions options;
    private final ByteBudget budget;

    SensorReader(FormatOptions options) {
        this.options = options.withNodeIds(NodeIds.KEEP);
        this.budget = new ByteBudget(options.maxBytes());
    }

    /** Numbers of a file, row-major, below a header if there is one. */
    private record Matrix(Path file, Optional<List<String>> header, int rows, int width, float[] values) {
        boolean isList() {
            return header.isPresent() && header.get().containsAll(LIST);
        }

        boolean isSquare() {
            return header.isEmpty() && rows == width;
        }

        float at(int row, int column) {
            return values[row * width + column];
        }
    }

    ImportedEvents read(List<Path> files) {
        List<Matrix> all = files.stream().map(this::matrix).toList();
        List<Matrix> graphs =
                all.stream().filter(m -> m.isList() || m.isSquare()).toList();
        List<Matrix> readings =
                all.stream().filter(m -> !m.isList() && !m.isSquare()).toList();
        if (graphs.size() != 1 || readings.size() > 1) {
            throw InvalidInput.at(
                    "files of a sensor graph",
                    "one graph and at most one table of readings",
                    graphs.size() + " and " + readings.size());
        }
        Matrix graph = graphs.getFirst();
        EventCollector events =
                new EventCollector(DataFormat.SENSORS, graph.file().toString(), options, false);
        addEdges(graph, events);
        events.endFile(graph.file().toString());
        Optional<Signal> signal =
                readings.stream().findFirst().map(m -> new Signal(m.rows(), m.width(), 1, m.values(), new float[0]));
        signal.ifPresent(s -> {
            if (s.nodes() < events.sources().size()) {
                throw InvalidInput.at(
                        readings.getFirst().file().toString(),
                        "readings of " + events.sources().size() + " sensors",
                        s.nodes());
            }
            events.sources().atLeast(s.nodes());
        });
        FeatureTable none = FeatureTable.absent(events.size());
        return events.finish(events.noTimes(), none, Optional.empty(), Optional.empty(), signal);
    }

    private static void addEdges(Matrix graph, EventCollector events) {
        RowPlace place = new RowPlace(graph.file().toString(), "row");
        NodeCollector nodes = events.sources();
        if (graph.isSquare()) {
            nodes.atLeast(graph.rows());
            for (int from = 0; from < graph.rows(); from++) {
                for (int to = 0; to < graph.width(); to++) {
                    if (graph.at(from, to) != 0) {
                        events.add(from, to);
                        events.addWeight(graph.at(from, to));
                    }
                }
            }
            return;
        }
        List<String> names = graph.header().orElseThrow();
        for (int row = 0; row < graph.rows(); row++) {
            place.at(row);
            int from = sensor(graph, row, names.indexOf("from_idx"), place);
            int to = sensor(graph, row, names.indexOf("to_idx"), place);
            events.add(nodes.add(from, place, "from_idx"), nodes.add(to, place, "to_idx"));
            events.addWeight(graph.at(row, names.indexOf("weight")));
        }
    }

    private static int sensor(Matrix graph, int row, int column, RowPlace place) {
        float value = graph.at(row, column);
        // A matrix of all sensors has a row each: numbers beyond the edges there are cannot be.
        if (value != (int) value || value < 0 || value >= 64 * (graph.rows() + 1024f)) {
            throw place.refuse(graph.header().orElseThrow().get(column), "a sensor's number from 0", value);
        }
        return (int) value;
    }

    private Matrix matrix(Path file) {
        List<String> first;
        RowPlace place = new RowPlace(file.toString(), "line");
        FloatColumn values = new FloatColumn();
        int width;
        int count = 0;
        boolean header;
        try (FieldScanner row = new FieldScanner(file, budget.open(file), ',', MOST_RECORD_BYTES)) {
            row.skipByteOrderMark();
            if (!row.next()) {
                throw InvalidInput.at(file.toString(), "a table", "no line of data");
            }
            first = row.texts();
            width = row.fields();
            header = isHeader(row);
            boolean more = !header || row.next();
            while (more) {
                place.at(row.line());
                if (row.fields() != width) {
                    throw InvalidInput.at(place.row(), width + " fields", row.fields());
                }
                for (int field = 0; field < width; field++) {
                    values.add(number(row, field, first, place));
                }
                count++;
                more = row.next();
            }
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
        return new Matrix(file, header ? Optional.of(first) : Optional.empty(), count, width, values.toArray());
    }

    private static float number(FieldScanner row, int field, List<String> names, RowPlace place) {
        float value = NumberText.floatAt(row, field);
        if (!Float.isFinite(value)) {
            throw place.refuse(names.get(field), "a finite number", TimeParser.described(row.text(field)));
        }
        return value;
    }

    /** Names, or numbers that only names have: all whole, all different, none below 2. */
    private static boolean isHeader(FieldScanner row) {
        boolean whole = true;
        Set<Long> different = new HashSet<>();
        for (int field = 0; field < row.fields(); field++) {
            if (!row.isDecimal(field)) {
                return true;
            }
            whole &= row.isWhole(field) && row.whole() >= 2 && different.add(row.whole());
        }
        return whole;
    }
}
