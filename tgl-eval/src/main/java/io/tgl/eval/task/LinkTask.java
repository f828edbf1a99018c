package io.tgl.eval.task;

import io.tgl.core.event.EventStream;
import io.tgl.core.graph.NeighborSource;
import io.tgl.eval.negative.NegativeChoice;
import io.tgl.eval.negative.NegativeKind;
import io.tgl.eval.negative.TrainingNegatives;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a link-prediction run needs of its data: what is trained on, what is evaluated, and what neighbors are
 * seen meanwhile. It has no state and serves any number of models, one after the other or at once.
 *
 * @param training training events, in order
 * @param trainingNeighbors adjacency of the training events alone
 * @param allNeighbors adjacency of all events, for evaluation
 * @param trainingNegatives negatives of the training batches
 * @param tables the evaluation sets with their negatives; both validations, and the test sets that are asked for
 * @param kinds kinds of pairs, for the split of the test figures
 */
public record LinkTask(
        EventStream training,
        NeighborSource trainingNeighbors,
        NeighborSource allNeighbors,
        TrainingNegatives trainingNegatives,
        Map<EvaluationSet, LinkTable> tables,
        PairKinds kinds) {
    /** Copies the map; both validations must be there, if need be without events. */
    public LinkTask {
        tables = new EnumMap<>(tables);
        for (EvaluationSet set : EvaluationSet.values()) {
            if (!set.isTest() && !tables.containsKey(set)) {
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

    /** Whether the set is evaluated. */
    public boolean has(EvaluationSet set) {
        return tables.containsKey(set);
    }

    /** Which negatives the test sets have, and those of training. */
    public NegativeChoice negatives() {
        return new NegativeChoice(
                trainingNegatives.kind(),
                tables.keySet().stream()
                        .filter(EvaluationSet::isTest)
                        .map(EvaluationSet::negatives)
                        .toList());
    }

    /** The same data tested against these negatives only, which must be among those of this task. */
    public LinkTask tested(List<NegativeKind> kinds) {
        Map<EvaluationSet, LinkTable> fewer = new EnumMap<>(EvaluationSet.class);
        tables.forEach((set, table) -> {
            if (!set.isTest() || kinds.contains(set.negatives())) {
                fewer.put(set, table);
            }
        });
        return new LinkTask(training, trainingNeighbors, allNeighbors, trainingNegatives, fewer, this.kinds);
    }

    /** "train" and the sets' names to their numbers of events. */
    public Map<String, Integer> splitSizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        sizes.put("train", training.size());
        tables.forEach((set, table) -> sizes.put(set.label(), table.events().size()));
        return sizes;
    }
}
