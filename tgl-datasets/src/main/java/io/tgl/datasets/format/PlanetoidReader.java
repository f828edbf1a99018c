package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.NodeIndexBuilder;
import io.tgl.core.io.InputFile;
import io.tgl.core.io.NodeIds;
import io.tgl.core.tensor.op.SparseRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads a static graph of classified nodes (Cora, Citeseer with the split of Yang et al., ICML 2016) from two csv files,
 * plain or compressed. Nodes: {@code id,label,split,features}, ids 0, 1, 2, ... in order, label -1 = none, features the
 * columns that hold 1, or {@code column:value}, separated by spaces. Edges: {@code u,v}, each undirected edge once.
 *
 * <p>Read as a graph to learn from, the split is train, val, test or none. Read as events, the last column may be missing,
 * the parts may have any names, and each edge is an event at time 0.
 */
public final class PlanetoidReader {
    private static final int MOST_RECORD_BYTES = 1 << 24;
    private static final long MOST_VALUES_PER_BYTE = 1 << 10;
    private static final List<String> PARTS = List.of("train", "val", "test");
    private static final String NO_PART = "none";

    private final ByteBudget budget;
    private final IntColumn labels = new IntColumn();
    private final IntColumn splits = new IntColumn();
    private final NodeIndexBuilder splitNames = NodeIndexBuilder.texts();
    private final IntColumn offset = new IntColumn();
    private final IntColumn column = new IntColumn();
    private final FloatColumn value = new FloatColumn();
    private int width;
    private int classes;
    private long featureBytes;
    private boolean hasFeatures;

    private PlanetoidReader(long maxBytes) {
        this.budget = new ByteBudget(maxBytes);
        offset.add(0);
    }

    /** What an edge is given to. */
    private interface Edge {
        void accept(int u, int v, RowPlace place);
    }

    /**
     * Reads a graph to learn from.
     *
     * @throws InvalidInput naming file and line
     */
    public static LabeledGraph read(Path nodes, Path edges) {
        PlanetoidReader reader = new PlanetoidReader(FormatOptions.DEFAULT_MAX_BYTES);
        reader.readNodes(nodes);
        IntColumn first = new IntColumn();
        IntColumn second = new IntColumn();
        reader.readEdges(edges, (u, v, _) -> {
            first.add(u);
            second.add(v);
        });
        return reader.graph(nodes, first.toArray(), second.toArray());
    }

    /** Reads events without times and a table of nodes. */
    static ImportedEvents events(FormatOptions given, List<Path> files) {
        FormatOptions options = given.withNodeIds(NodeIds.KEEP);
        PlanetoidReader reader = new PlanetoidReader(options.maxBytes());
        Path nodes = one(files, "nodes");
        Path edges = one(files, "edges");
        reader.readNodes(nodes);
        EventCollector events = new EventCollector(DataFormat.PLANETOID, edges.toString(), options, false);
        NodeCollector ids = events.sources();
        reader.readEdges(
                edges, (u, v, place) -> events.add(ids.add((long) u, place, "node"), ids.add((long) v, place, "node")));
        events.endFile(edges.toString());
        ids.atLeast(reader.labels.size());
        NodeTable table = reader.nodeTable(nodes);
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
            hasFeatures = fields > 3;
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
                addFeatures(hasFeatures ? row.text(3) : "", place);
            }
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    private void addFeatures(String text, RowPlace place) {
        featureBytes += text.length();
        String[] parts = text.isBlank() ? new String[0] : text.strip().split(" +", -1);
        for (String part : parts) {
            int colon = part.indexOf(':');
            String index = colon < 0 ? part : part.substring(0, colon);
            float number = colon < 0 ? 1f : NumberText.parsed(part.substring(colon + 1));
            if (!NumberText.isWhole(index) || index.length() > 7 || index.startsWith("-") || !Float.isFinite(number)) {
                throw place.refuse("features", "column or column:value", TimeParser.described(part));
            }
            column.add(Integer.parseInt(index));
            value.add(number);
            width = Math.max(width, Integer.parseInt(index) + 1);
        }
        offset.add(column.size());
    }

    private void readEdges(Path file, Edge edge) {
        RowPlace place = new RowPlace(file.toString(), "line");
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
                edge.accept(node(row, 0, place), node(row, 1, place), place);
            }
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    private int node(FieldScanner row, int field, RowPlace place) {
        if (!row.isWhole(field) || row.whole() < 0 || row.whole() >= labels.size()) {
            throw place.refuse(field == 0 ? "u" : "v", "a node id from 0 to " + (labels.size() - 1), row.text(field));
        }
        return (int) row.whole();
    }

    private LabeledGraph graph(Path nodes, int[] first, int[] second) {
        if (!hasFeatures) {
            throw InvalidInput.at(nodes + ", line 1", "a header id,label,split,features", "no features");
        }
        int[] label = labels.toArray();
        int[] split = splits.toArray();
        NodeIndex names = splitNames.build();
        for (int node = 0; node < label.length; node++) {
            String name = names.text(split[node]);
            if (!PARTS.contains(name) && !name.equals(NO_PART)) {
                throw InvalidInput.at(nodes + ", node " + node, "train, val, test or none", TimeParser.described(name));
            }
            if (label[node] < 0 && !name.equals(NO_PART)) {
                throw InvalidInput.at(nodes + ", node " + node, "a class for a node of the split " + name, "none");
            }
        }
        int[][] parts = PARTS.stream()
                .map(part -> IntStream.range(0, split.length)
                        .filter(node -> names.text(split[node]).equals(part))
                        .toArray())
                .toArray(int[][]::new);
        SparseRows features = SparseRows.of(width, offset.toArray(), column.toArray(), value.toArray());
        return new LabeledGraph(features, label, classes, parts[0], parts[1], parts[2], first, second);
    }

    private NodeTable nodeTable(Path file) {
        int nodes = labels.size();
        long dense = (long) nodes * width;
        if (dense > MOST_VALUES_PER_BYTE * (featureBytes + nodes)) {
            throw InvalidInput.at(
                    file.toString(), "feature columns in proportion to the features there are", width + " columns");
        }
        FeatureTable features = FeatureTable.zeros(nodes, width);
        int[] from = offset.toArray();
        int[] columns = column.toArray();
        float[] values = value.toArray();
        float[] row = new float[width];
        for (int node = 0; node < nodes && width > 0; node++) {
            Arrays.fill(row, 0f);
            for (int i = from[node]; i < from[node + 1]; i++) {
                row[columns[i]] = values[i];
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
}
