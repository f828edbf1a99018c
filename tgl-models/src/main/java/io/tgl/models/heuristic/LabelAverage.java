package io.tgl.models.heuristic;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.graph.NeighborSource;
import io.tgl.models.model.AffinityScorer;
import io.tgl.models.query.AffinityQueries;
import io.tgl.models.query.AffinityTargets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Predicts a node's labels from its own earlier labels alone (Huang et al., "Temporal Graph Benchmark for Machine Learning
 * on Temporal Graphs", NeurIPS 2023): the moving average f = ((w - 1) f + y) / w whose first value is the first label; with
 * w = 1 the last label, the persistent forecast. A node without labels scores zero everywhere.
 *
 * <p>Letters: q queries, C classes. A node's row is sparse: the classes that it ever had, so that many classes cost little.
 */
public final class LabelAverage implements AffinityScorer {
    private final String name;
    private final int classes;
    private final int window;
    private final @Nullable Row[] rows;

    /** Ascending classes and their averages. */
    private record Row(int[] classId, double[] value) {}

    private LabelAverage(String name, int nodes, int classes, int window) {
        this.name = name;
        this.classes = classes;
        this.window = window;
        this.rows = new Row[nodes];
    }

    /** The last label of each node. */
    public static LabelAverage persistentForecast(int nodes, int classes) {
        return new LabelAverage("Persistent forecast", nodes, classes, 1);
    }

    /**
     * The moving average.
     *
     * @param window w, at least 1
     */
    public static LabelAverage movingAverage(int nodes, int classes, int window) {
        if (window < 1) {
            throw InvalidInput.at("window of the moving average", "at least 1", window);
        }
        return new LabelAverage("Moving average (labels, window " + window + ")", nodes, classes, window);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void reset() {
        Arrays.fill(rows, null);
    }

    /** Neighbors do not matter. */
    @Override
    public void attach(NeighborSource neighbors) {}

    /** Events do not matter. */
    @Override
    public void observe(EventBatch batch) {}

    @Override
    public void affinities(AffinityQueries queries, double[] scores) {
        Arrays.fill(scores, 0, queries.size() * classes, 0.0);
        for (int i = 0; i < queries.size(); i++) {
            Row row = rows[queries.node()[i]];
            for (int k = 0; row != null && k < row.classId.length; k++) {
                scores[i * classes + row.classId[k]] = row.value[k];
            }
        }
    }

    @Override
    public void observeLabels(AffinityQueries queries, AffinityTargets labels) {
        for (int i = 0; i < queries.size(); i++) {
            int node = queries.node()[i];
            Row label = new Row(labels.classes(i), labels.shares(i));
            Row before = rows[node];
            rows[node] = before == null || window == 1 ? label : averaged(before, label);
        }
    }

    private Row averaged(Row before, Row label) {
        int[] classId = new int[before.classId.length + label.classId.length];
        double[] value = new double[classId.length];
        int n = 0;
        int b = 0;
        int l = 0;
        while (b < before.classId.length || l < label.classId.length) {
            int ofBefore = b < before.classId.length ? before.classId[b] : Integer.MAX_VALUE;
            int ofLabel = l < label.classId.length ? label.classId[l] : Integer.MAX_VALUE;
            double f = ofBefore <= ofLabel ? before.value[b++] : 0.0;
            double y = ofLabel <= ofBefore ? label.value[l++] : 0.0;
            classId[n] = Math.min(ofBefore, ofLabel);
            value[n++] = ((window - 1) * f + y) / window;
        }
        return new Row(Arrays.copyOf(classId, n), Arrays.copyOf(value, n));
    }
}
