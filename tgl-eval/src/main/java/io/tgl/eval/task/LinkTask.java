package io.tgl.eval.task;

import io.tgl.core.event.EventStream;
import io.tgl.core.graph.NeighborSource;
import io.tgl.eval.negative.TrainingNegatives;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that a link-prediction run needs of its data: what is trained on, what is evaluated, and what neighbors are
 * seen meanwhile. It has no state and serves any number of models, one after the other or at once.
 *
 * @param training training events, in order
 * @param trainingNeighbors adjacency of the training events alone
 * @param allNeighbors adjacency of all events, for evaluation
 * @param trainingNegatives negatives of the training batches
 * @param tables the evaluation sets with their negatives
 * @param kinds kinds of pairs, for the split of the test figures
 */
public record LinkTask(
        EventStream training,
        NeighborSource trainingNeighbors,
        NeighborSource allNeighbors,
        TrainingNegatives trainingNegatives,
        Map<EvaluationSet, LinkTable> tables,
        PairKinds kinds) {
    /** Copies the map; all four sets must be there, if need be without events. */
    public LinkTask {
        tables = new EnumMap<>(tables);
        for (EvaluationSet set : EvaluationSet.values()) {
            if (!tables.containsKey(set)) {
                throw new IllegalArgumentException("link task: expected the set " + set.label() + ", found none");
            }
        }
    }

    /** The queries of a set. */
    public LinkTable table(EvaluationSet set) {
        LinkTable table = tables.get(set);
        if (table == null) {
            throw new IllegalStateException("no set " + set.label());
        }
        return table;
    }

    /** "train" and the sets' names to their numbers of events. */
    public Map<String, Integer> splitSizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        sizes.put("train", training.size());
        for (EvaluationSet set : EvaluationSet.values()) {
            sizes.put(set.label(), table(set).events().size());
        }
        return sizes;
    }
}
