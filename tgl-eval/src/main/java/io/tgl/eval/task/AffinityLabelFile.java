package io.tgl.eval.task;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.io.LoadedEvents;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.datasets.format.EventTables;
import io.tgl.datasets.format.TableOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Explicit labels in the form of the Temporal Graph Benchmark: a table (delimited text or Arrow) of time, source,
 * destination, weight in the order of time. All rows of one time are one label time; the label of a source is its weights
 * divided by their sum, equal (time, source, destination) rows added up. Classes are the destinations of the events and of
 * the labels.
 */
public final class AffinityLabelFile {
    private AffinityLabelFile() {}

    /**
     * Reads a table.
     *
     * @param options how: columns, header, unit and ticks of the times, which must be those of the data
     * @throws InvalidInput naming file and row, for a row that is none, a node that is not one of the data, a weight that is
     *     below 0 or not finite, rows that are not in the order of time, weights of a source that add up to 0
     */
    public static AffinityLabels read(Path file, Dataset data, TableOptions options) {
        LoadedEvents table = EventTables.load(file, options);
        EventStream rows = table.events();
        if (!rows.hasWeight()) {
            throw InvalidInput.at(file.toString(), "columns time, source, destination, weight", "no column weight");
        }
        int n = rows.size();
        int[] source = new int[n];
        int[] destination = new int[n];
        boolean[] isClass = new boolean[data.events().nodeCount()];
        for (int i = 0; i < data.events().size(); i++) {
            isClass[data.events().destination(i)] = true;
        }
        for (int i = 0; i < n; i++) {
            source[i] = node(file, i, table, rows.source(i), data, "source");
            destination[i] = node(file, i, table, rows.destination(i), data, "destination");
            isClass[destination[i]] = true;
            float weight = rows.weight(i);
            if (!(weight >= 0) || Float.isInfinite(weight)) {
                throw InvalidInput.at(row(file, i) + "weight", "a finite number of at least 0", weight);
            }
        }
        int[] classNode = AffinityLabels.nodes(isClass);
        return new AffinityLabels(classNode, steps(file, rows, source, destination, classNode, isClass.length));
    }

    private static List<AffinityLabels.Step> steps(
            Path file, EventStream rows, int[] source, int[] destination, int[] classNode, int nodes) {
        int[] classOf = new AffinityLabels(classNode, List.of()).classOf(nodes);
        List<AffinityLabels.Step> steps = new ArrayList<>();
        int from = 0;
        while (from < rows.size()) {
            int to = from;
            while (to < rows.size() && rows.time(to) == rows.time(from)) {
                to++;
            }
            AffinityRows shares = new AffinityRows(to - from);
            for (int i = from; i < to; i++) {
                shares.add(source[i], classOf[destination[i]], rows.weight(i));
            }
            try {
                steps.add(shares.step(rows.time(from)));
            } catch (InvalidInput e) {
                throw new InvalidInput(file + ", rows " + from + " to " + (to - 1) + ", " + e.getMessage(), e);
            }
            from = to;
        }
        return steps;
    }

    private static int node(Path file, int row, LoadedEvents table, int node, Dataset data, String column) {
        String external = table.nodes().text(node);
        int dense = data.nodes().nodeOf(external);
        if (dense < 0 || dense >= data.events().nodeCount()) {
            throw InvalidInput.at(row(file, row) + column, "a node of " + data.name(), external);
        }
        return dense;
    }

    private static String row(Path file, int row) {
        return file + ", row " + row + ", column ";
    }
}
