package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.NodeIndexBuilder;
import io.tgl.core.io.InputFile;
import io.tgl.core.io.NodeIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A citation graph of Planetoid as two csv files. Nodes: {@code id,label,split,features}, ids 0 .. nodes - 1 in order,
 * label -1 = none, features the columns that are 1 ({@code 19 81 146}, or {@code column:value}); the last column may be
 * missing. Edges: {@code u,v}, each undirected edge once; they become events at time 0.
 */
final class CitationGraphReader {
    private static final int MOST_RECORD_BYTES = 1 << 24;
    private static final long MOST_VALUES_PER_BYTE = 1 << 10;

    private final FormatOptions options;
    private final ByteBudget budget;
    private final IntColumn labels = new IntColumn();
    private final IntColumn splits = new IntColumn();
    private final NodeIndexBuilder splitNames = NodeIndexBuilder.texts();
    private final List<int[]> columns = new ArrayList<>();
    private final List<float[]> values = new ArrayList<>();
    private int width;
    private int classes;
    private long featureBytes;

    CitationGraphReader(FormatOptions options) {
        this.options = options.withNodeIds(NodeIds.KEEP);
        this.budget = new ByteBudget(options.maxBytes());
    }

    ImportedEvents read(List<Path> files) {
        Path nodes = one(files, "nodes");
        Path edges = one(files, "edges");
        readNodes(nodes);
        EventCollector events = new EventCollector(DataFormat.PLANETOID, edges.toString(), options, false);
        readEdges(edges, events);
        events.endFile(edges.toString());
        events.sources().atLeast(labels.size());
        NodeTable table = nodeTable(nodes);
        FeatureTable none = FeatureTable.absent(events.size());
        return events.finish(events.noTimes(), none, Optional.of(table), Optional.empty(), Optional.empty());
    }

    private static Path one(List<Path> files, String word) {
        List<Path> named = files.stream()
                .filter(file -> DgbReader.plainName(file).contains("_" + word))
                .toList();
        if (named.size() != 1) {
            throw InvalidInput.at("files of a Planetoid graph", "one NAME_" + word + "*.csv", named.size());
        }
        return named.getFirst();
    }

    private void readNodes(Path file) {
        RowPlace place = new RowPlace(file.toString(), "line");
        try (FieldScanner row = new FieldScanner(file, budget.open(file), ',', MOST_RECORD_BYTES)) {
            row.skipByteOrderMark();
            if (!row.next() || row.fields() < 3 || !row.text(0).equals("id")) {
                throw InvalidInput.at(file + ", line 1", "a header id,label,split,features", "another line");
            }
            int fields = row.fields();
            while (row.next()) {
                place.at(row.line());
                if (row.fields() != fields) {
                    throw InvalidInput.at(place.row(), fields + " fields", row.fields());
                }
                if (!row.isWhole(0) || row.whole() != labels.size()) {
                    throw place.refuse("id", "the node id " + labels.size(), TimeParser.described(row.text(0)));
                }
                if (!row.isWhole(1) || row.whole() < -1 || row.whole() > 1 << 20) {
                    throw place.refuse("label", "a class from 0, -1 = none", TimeParser.described(row.text(1)));
                }
                labels.add((int) row.whole());
                classes = Math.max(classes, (int) row.whole() + 1);
                splits.add(splitNames.add(row.text(2)));
                if (fields > 3) {
                    addFeatures(row.text(3), place);
                }
            }
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    private void addFeatures(String text, RowPlace place) {
        featureBytes += text.length();
        String[] parts = text.isBlank() ? new String[0] : text.strip().split(" +", -1);
        int[] column = new int[parts.length];
        float[] value = new float[parts.length];
        for (int i = 0; i < parts.length; i++) {
            int colon = parts[i].indexOf(':');
            String index = colon < 0 ? parts[i] : parts[i].substring(0, colon);
            value[i] = colon < 0 ? 1f : NumberText.parsed(parts[i].substring(colon + 1));
            if (!NumberText.isWhole(index)
                    || index.length() > 7
                    || index.startsWith("-")
                    || !Float.isFinite(value[i])) {
                throw place.refuse("features", "column or column:value", TimeParser.described(parts[i]));
            }
            column[i] = Integer.parseInt(index);
            width = Math.max(width, column[i] + 1);
        }
        columns.add(column);
        values.add(value);
    }

    private NodeTable nodeTable(Path file) {
        int nodes = labels.size();
        long dense = (long) nodes * width;
        if (dense > MOST_VALUES_PER_BYTE * (featureBytes + nodes)) {
            throw InvalidInput.at(
                    file.toString(), "feature columns in proportion to the features there are", width + " columns");
        }
        FeatureTable features = FeatureTable.zeros(nodes, width);
        float[] row = new float[width];
        for (int node = 0; node < columns.size() && width > 0; node++) {
            Arrays.fill(row, 0f);
            for (int i = 0; i < columns.get(node).length; i++) {
                row[columns.get(node)[i]] = values.get(node)[i];
            }
            features.setRow(node, row, 0);
        }
        return new NodeTable(
                Optional.of(labels.toArray()),
                NodeIndex.identity(classes),
                features,
                Optional.of(splits.toArray()),
                splitNames.build());
    }

    private void readEdges(Path file, EventCollector events) {
        RowPlace place = new RowPlace(file.toString(), "line");
        NodeCollector nodes = events.sources();
        try (FieldScanner row = new FieldScanner(file, budget.open(file), ',', MOST_RECORD_BYTES)) {
            row.skipByteOrderMark();
            boolean header = row.next();
            if (!header || row.fields() != 2 || !row.text(0).equals("u")) {
                throw InvalidInput.at(file + ", line 1", "a header u,v", "another line");
            }
            while (row.next()) {
                place.at(row.line());
                if (row.fields() != 2) {
                    throw InvalidInput.at(place.row(), "2 fields (u, v)", row.fields());
                }
                events.add(node(nodes, row, 0, place), node(nodes, row, 1, place));
            }
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    private int node(NodeCollector nodes, FieldScanner row, int field, RowPlace place) {
        if (!row.isWhole(field) || row.whole() < 0 || row.whole() >= labels.size()) {
            throw place.refuse(field == 0 ? "u" : "v", "a node id from 0 to " + (labels.size() - 1), row.text(field));
        }
        return nodes.add(row.whole(), place, "node");
    }
}
