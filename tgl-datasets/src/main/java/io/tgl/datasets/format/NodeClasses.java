package io.tgl.datasets.format;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.NodeIndexBuilder;
import java.util.Arrays;
import java.util.Optional;

/** Collects classes of nodes that stand beside each event, a field for the source's and one for the destination's. */
final class NodeClasses implements RowSink.Extra {
    private final int sourceField;
    private final int destinationField;
    private final NodeIndexBuilder classes = NodeIndexBuilder.texts();
    private int[] label = new int[0];
    private int changes;

    NodeClasses(int sourceField, int destinationField) {
        this.sourceField = sourceField;
        this.destinationField = destinationField;
    }

    @Override
    public void row(FieldScanner row, int source, int destination, RowPlace place) {
        if (row.fields() > destinationField) {
            set(source, row.text(sourceField));
            set(destination, row.text(destinationField));
        }
    }

    private void set(int node, String text) {
        if (node >= label.length) {
            int old = label.length;
            label = Arrays.copyOf(label, Math.max(node + 1, old + (old >> 1) + 16));
            Arrays.fill(label, old, label.length, -1);
        }
        int found = classes.add(text);
        changes += label[node] >= 0 && label[node] != found ? 1 : 0;
        label[node] = label[node] < 0 ? found : label[node];
    }

    @Override
    public Optional<NodeTable> nodeTable(EventCollector events) {
        if (classes.size() == 0) {
            return Optional.empty();
        }
        if (changes > 0) {
            events.note(changes + " rows give a node another class than its first row does: the first is kept");
        }
        int nodes = events.sources().size();
        int[] all = Arrays.copyOf(label, nodes);
        events.note("classes of nodes: " + classes.size());
        return Optional.of(new NodeTable(
                Optional.of(all),
                classes.build(),
                FeatureTable.absent(nodes),
                Optional.empty(),
                NodeIndex.identity(0)));
    }
}
