package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.StoredArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * DyGLib's three files of a data set, of which the csv alone is needed: {@code ml_NAME.csv} with a row an event ({@code
 * u,i,ts,label,idx}, ids from 1), {@code ml_NAME.npy} with the features of event {@code idx} in row idx, and {@code
 * ml_NAME_node.npy} with those of node id in row id; row 0 of both is padding. DGB's raw csv (source, destination,
 * timestamp, state_label, features) is read as well.
 */
final class DgbReader implements RowSink.Extra {
    private final Optional<StoredArray> edgeFeatures;
    private final Optional<StoredArray> nodeFeatures;
    private final IntColumn rowOf = new IntColumn();

    private DgbReader(Optional<StoredArray> edgeFeatures, Optional<StoredArray> nodeFeatures) {
        this.edgeFeatures = edgeFeatures;
        this.nodeFeatures = nodeFeatures;
    }

    static ImportedEvents read(List<Path> files, FormatOptions options) {
        List<Path> tables =
                files.stream().filter(file -> !plainName(file).endsWith(".npy")).toList();
        Optional<Path> nodes = files.stream()
                .filter(file -> plainName(file).endsWith("_node.npy"))
                .findFirst();
        Optional<Path> edges = files.stream()
                .filter(file ->
                        plainName(file).endsWith(".npy") && !plainName(file).endsWith("_node.npy"))
                .findFirst();
        if (tables.size() != 1) {
            throw InvalidInput.at("files of a data set in DGB's format", "one csv beside npy files", tables.size());
        }
        ByteBudget budget = new ByteBudget(options.maxBytes());
        TableRules rules = new TableRules(
                options.columns().isEmpty() ? LayoutRule.dgb() : LayoutRule.told(options.columns()),
                options.header(),
                options.delimiter(),
                false,
                TimeRules.usual(options, TimeGranularity.SECONDS),
                options.bipartite().orElse(false));
        return new TableReader(DataFormat.DGB, options, rules)
                .read(tables, new DgbReader(edges.map(budget::npy), nodes.map(budget::npy)));
    }

    /** The file's name without the ending of a compressed one. */
    static String plainName(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".zst") || name.endsWith(".gz") ? name.substring(0, name.lastIndexOf('.')) : name;
    }

    @Override
    public void row(FieldScanner row, int source, int destination, RowPlace place) {
        if (edgeFeatures.isEmpty()) {
            return;
        }
        int rows = shape(edgeFeatures.get(), "edge features")[0];
        // The last field is idx in ml_NAME.csv; raw files have features there, and none beside.
        int last = row.fields() - 1;
        if (!row.isWhole(last) || row.whole() < 0 || row.whole() >= rows) {
            throw place.refuse("idx", "a row of the edge features, 0 to " + (rows - 1), row.text(last));
        }
        rowOf.add((int) row.whole());
    }

    @Override
    public FeatureTable features(int rows) {
        if (edgeFeatures.isEmpty()) {
            return FeatureTable.absent(rows);
        }
        int width = shape(edgeFeatures.get(), "edge features")[1];
        float[] values = edgeFeatures.get().floats();
        int[] from = rowOf.toArray();
        FeatureTable table = FeatureTable.zeros(rows, width);
        for (int row = 0; row < rows; row++) {
            table.setRow(row, values, from[row] * width);
        }
        return table;
    }

    @Override
    public Optional<NodeTable> nodeTable(EventCollector events) {
        if (nodeFeatures.isEmpty()) {
            return Optional.empty();
        }
        int[] shape = shape(nodeFeatures.get(), "node features");
        float[] values = nodeFeatures.get().floats();
        NodeIndex ids = events.sources().snapshot();
        FeatureTable table = FeatureTable.zeros(ids.size(), shape[1]);
        for (int node = 0; node < ids.size(); node++) {
            long id = ids.isText() ? -1 : ids.number(node);
            if (id < 0 || id >= shape[0]) {
                throw InvalidInput.at("node features", "a row for node " + ids.text(node), shape[0] + " rows");
            }
            table.setRow(node, values, (int) id * shape[1]);
        }
        return Optional.of(
                new NodeTable(Optional.empty(), NodeIndex.identity(0), table, Optional.empty(), NodeIndex.identity(0)));
    }

    private static int[] shape(StoredArray array, String what) {
        int[] shape = array.shape();
        if (shape.length != 2) {
            throw InvalidInput.at(what, "an array of 2 dimensions", shape.length);
        }
        return shape;
    }
}
