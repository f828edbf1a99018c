package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.InputFile;
import io.tgl.core.io.NodeIds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The JSON files of PyTorch Geometric Temporal. Edges become events, at time 0 where the graph does not change, else at
 * the number of their step; what is measured at nodes becomes a {@link Signal}. Known forms: {@code edges} with {@code FX}
 * (a row of readings a step), or with an object a step that has {@code y} and {@code X} and, where the graph changes,
 * {@code edges} and {@code weights}; {@code edge_mapping} by step with {@code y}; node-link with {@code nodes} and {@code
 * links}, the readings of a node in its {@code y}.
 */
final class PygTemporalReader {
    private final FormatOptions options;
    private final TimeColumn times = new TimeColumn("step");

    PygTemporalReader(FormatOptions options) {
        this.options = options;
    }

    ImportedEvents read(List<Path> files) {
        if (files.size() != 1) {
            throw InvalidInput.at("files of a JSON data set", "one file", files.size());
        }
        Path file = files.getFirst();
        ByteBudget budget = new ByteBudget(options.maxBytes());
        JsonArrays json;
        try (InputStream in = budget.open(file)) {
            json = JsonArrays.read(file.toString(), in);
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
        return read(file.toString(), json);
    }

    private ImportedEvents read(String file, JsonArrays json) {
        NodeIds ids = json.has("links/source") ? NodeIds.INDEX : NodeIds.KEEP;
        EventCollector events = new EventCollector(DataFormat.PYG_TEMPORAL, file, options.withNodeIds(ids), false);
        Optional<Signal> signal = json.has("links/source")
                ? nodeLink(file, json, events)
                : json.has("FX")
                        ? rows(file, json, events)
                        : json.has("y") ? mapped(file, json, events) : perStep(file, json, events);
        signal.ifPresent(s -> {
            if (s.nodes() < events.sources().size()) {
                throw InvalidInput.at(file, "readings of " + events.sources().size() + " nodes", s.nodes());
            }
            events.note(s.steps() + " steps of readings at " + s.nodes() + " nodes, " + s.width() + " each");
            if (ids == NodeIds.KEEP) {
                events.sources().atLeast(s.nodes());
            }
        });
        events.endFile(file);
        TimeRules rules = TimeRules.usual(options, TimeGranularity.TICKS);
        TimeColumn.Ticks ticks = times.content().ticks(file, rules.unit(), rules.tick(), rules);
        FeatureTable none = FeatureTable.absent(events.size());
        return events.finish(ticks, none, Optional.empty(), Optional.empty(), signal);
    }

    /** A graph that stays, and a row of readings a step. */
    private Optional<Signal> rows(String file, JsonArrays json, EventCollector events) {
        addEdges(file, json, events, "edges", "weights", 0);
        JsonArrays.Numbers readings = json.get("FX");
        return Optional.of(
                new Signal(readings.rows(), width(file, readings, "FX"), 1, readings.values(), new float[0]));
    }

    /** Edges by step below edge_mapping, and a row of targets a step. */
    private Optional<Signal> mapped(String file, JsonArrays json, EventCollector events) {
        JsonArrays.Numbers targets = json.get("y");
        for (int step = 0; step < targets.rows(); step++) {
            String edges = "edge_mapping/edge_index/" + step;
            if (json.has(edges)) {
                addEdges(file, json, events, edges, "edge_mapping/edge_weight/" + step, step);
            }
        }
        return Optional.of(new Signal(targets.rows(), width(file, targets, "y"), 0, new float[0], targets.values()));
    }

    private Optional<Signal> perStep(String file, JsonArrays json, EventCollector events) {
        int steps = 0;
        while (json.has(steps + "/y")) {
            steps++;
        }
        if (steps == 0) {
            throw InvalidInput.at(file, "readings at FX, y, 0/y or nodes/y", "none of them");
        }
        if (json.has("edges")) {
            addEdges(file, json, events, "edges", "weights", 0);
        }
        int nodes = json.get("0/y").size();
        int width = json.has("0/X") ? Math.max(1, json.get("0/X").size() / Math.max(1, nodes)) : 0;
        long values = (long) steps * nodes * Math.max(1, width);
        if (values > 1L << 30) {
            throw InvalidInput.at(file, "at most 2^30 readings", values);
        }
        FloatColumn input = new FloatColumn();
        FloatColumn target = new FloatColumn();
        for (int step = 0; step < steps; step++) {
            append(file, json, step + "/y", nodes, target);
            if (width > 0) {
                append(file, json, step + "/X", nodes * width, input);
            }
            if (json.has(step + "/edges")) {
                addEdges(file, json, events, step + "/edges", step + "/weights", step);
            }
        }
        return Optional.of(new Signal(steps, nodes, width, input.toArray(), target.toArray()));
    }

    private static void append(String file, JsonArrays json, String path, int expected, FloatColumn column) {
        float[] values = json.get(path).values();
        if (values.length != expected) {
            throw InvalidInput.at(file + ", " + path, expected + " numbers, as at step 0", values.length);
        }
        for (float value : values) {
            column.add(value);
        }
    }

    /** Nodes with their readings in y, and links between their ids; a stop comes in the order of the nodes. */
    private Optional<Signal> nodeLink(String file, JsonArrays json, EventCollector events) {
        RowPlace place = new RowPlace(file, "link");
        int nodes = json.get("nodes/id").size();
        for (int id : json.ids("nodes/id")) {
            events.sources().add(id, place, "id");
        }
        int[] from = json.ids("links/source");
        int[] to = json.ids("links/target");
        boolean weighted = json.has("links/weight");
        float[] weight = weighted ? json.get("links/weight").values() : new float[from.length];
        if (to.length != from.length
                || weight.length != from.length
                || events.sources().size() != nodes) {
            throw InvalidInput.at(file, "a source, a target and a weight a link, and ids that differ", "others");
        }
        for (int link = 0; link < from.length; link++) {
            place.at(link);
            add(events, from[link], to[link], 0, place);
            if (weighted) {
                events.addWeight(weight[link]);
            }
        }
        if (events.sources().size() != nodes) {
            throw InvalidInput.at(file, "links between nodes", "a link to a node that is not among them");
        }
        JsonArrays.Numbers readings = json.get("nodes/y");
        int steps = width(file, readings, "nodes/y");
        float[] values = readings.values();
        if (values.length != (long) nodes * steps) {
            throw InvalidInput.at(file, "readings of each node", values.length + " numbers");
        }
        float[] target = new float[values.length];
        for (int node = 0; node < nodes; node++) {
            for (int step = 0; step < steps; step++) {
                target[step * nodes + node] = values[node * steps + step];
            }
        }
        return Optional.of(new Signal(steps, nodes, 0, new float[0], target));
    }

    private static int width(String file, JsonArrays.Numbers numbers, String path) {
        if (numbers.width() < 1) {
            throw InvalidInput.at(file + ", " + path, "rows of one length", "rows of several");
        }
        return numbers.width();
    }

    private void addEdges(String file, JsonArrays json, EventCollector events, String path, String weights, int step) {
        if (json.get(path).size() == 0) {
            return;
        }
        int[] pairs = json.pairs(path);
        boolean weighted = json.has(weights);
        float[] weight = weighted ? json.get(weights).values() : new float[0];
        if (weighted && weight.length != pairs.length / 2) {
            throw InvalidInput.at(file + ", " + weights, pairs.length / 2 + " weights", weight.length);
        }
        RowPlace place = new RowPlace(file + ", " + path, "edge");
        for (int edge = 0; 2 * edge < pairs.length; edge++) {
            place.at(edge);
            add(events, pairs[2 * edge], pairs[2 * edge + 1], step, place);
            if (weighted) {
                events.addWeight(weight[edge]);
            }
        }
    }

    private void add(EventCollector events, int from, int to, int step, RowPlace place) {
        events.add(events.sources().add(from, place, "source"), events.sources().add(to, place, "target"));
        times.add(step, place);
    }
}
