package io.tgl.models.heuristic;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.graph.NeighborSource;
import io.tgl.models.model.AffinityScorer;
import io.tgl.models.query.AffinityQueries;
import io.tgl.models.query.AffinityTargets;
import java.util.Arrays;

/**
 * Predicts from event weights alone: per source and class the mean of the last k weights, unfilled places counted as zero
 * (Tjandra, Barbero, Bronstein, "Enhancing the Expressivity of Temporal Graph Networks through Source-Target
 * Identification", 2024). With k = 1 the last weight of each class.
 *
 * <p>Letters: q queries, C classes, k length of the window. A pair's window grows up to k.
 */
public final class MessageAverage implements AffinityScorer {
    private static final int SMALLEST = 4;

    private final int[] classOf;
    private final int classes;
    private final int window;
    private final PairTable pairs = new PairTable();
    /** Per pair in order of first occurrence: the last weights, as a ring. */
    private float[][] weights = new float[0][];
    /** Per pair, the entry of its source that came before it, -1 for none. */
    private int[] previous = new int[0];
    /** Per pair its class. */
    private int[] classId = new int[0];
    /** Per node its newest entry, -1 for none. */
    private final int[] newest;

    /**
     * An empty average.
     *
     * @param classOf class of each node, -1 for none
     * @param classes C
     * @param window k, at least 1
     */
    public MessageAverage(int[] classOf, int classes, int window) {
        if (window < 1) {
            throw InvalidInput.at("window of the message average", "at least 1", window);
        }
        this.classOf = classOf.clone();
        this.classes = classes;
        this.window = window;
        this.newest = new int[classOf.length];
        Arrays.fill(newest, -1);
    }

    @Override
    public String name() {
        return "Moving average (messages, window " + window + ")";
    }

    @Override
    public void reset() {
        pairs.clear();
        Arrays.fill(newest, -1);
        Arrays.fill(weights, null);
    }

    /** Neighbors do not matter. */
    @Override
    public void attach(NeighborSource neighbors) {}

    @Override
    public void observe(EventBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            int source = batch.source(i);
            int destination = batch.destination(i);
            if (classOf[destination] < 0) {
                continue;
            }
            int known = pairs.size();
            pairs.add(source, destination, batch.time(i));
            int entry = pairs.find(source, destination);
            if (entry == known) {
                begin(entry, source, classOf[destination]);
            }
            append(entry, batch.stream().weight(batch.from() + i));
        }
    }

    private void begin(int entry, int source, int classOfDestination) {
        if (entry == weights.length) {
            int capacity = Math.max(SMALLEST, 2 * entry);
            weights = Arrays.copyOf(weights, capacity);
            previous = Arrays.copyOf(previous, capacity);
            classId = Arrays.copyOf(classId, capacity);
        }
        weights[entry] = new float[Math.min(window, SMALLEST)];
        classId[entry] = classOfDestination;
        previous[entry] = newest[source];
        newest[source] = entry;
    }

    private void append(int entry, float weight) {
        int at = (pairs.count(entry) - 1) % window;
        if (at >= weights[entry].length) {
            weights[entry] = Arrays.copyOf(weights[entry], Math.min(window, 2 * at));
        }
        weights[entry][at] = weight;
    }

    @Override
    public void affinities(AffinityQueries queries, double[] scores) {
        Arrays.fill(scores, 0, queries.size() * classes, 0.0);
        for (int i = 0; i < queries.size(); i++) {
            for (int entry = newest[queries.node()[i]]; entry >= 0; entry = previous[entry]) {
                scores[i * classes + classId[entry]] = mean(entry);
            }
        }
    }

    private double mean(int entry) {
        double sum = 0;
        int filled = Math.min(window, pairs.count(entry));
        for (int i = 0; i < filled; i++) {
            sum += weights[entry][i];
        }
        return sum / window;
    }

    /** Labels do not matter. */
    @Override
    public void observeLabels(AffinityQueries queries, AffinityTargets labels) {}
}
