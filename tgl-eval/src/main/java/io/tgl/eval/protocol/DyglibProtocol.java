package io.tgl.eval.protocol;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.parallel.Workers;
import io.tgl.eval.negative.RandomNegatives;
import io.tgl.eval.negative.TrainingNegatives;
import io.tgl.eval.split.ChronologicalSplit;
import io.tgl.eval.split.HeldOutNodes;
import io.tgl.eval.task.EvaluationSet;
import io.tgl.eval.task.LinkTable;
import io.tgl.eval.task.LinkTask;
import io.tgl.eval.task.PairKinds;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Link prediction as in DyGLib (Yu, Sun, Du, Lv, "Towards Better Dynamic Graph Learning: New Architecture and Unified
 * Library", NeurIPS 2023) with random negatives. Times count from the first event. 70 / 15 / 15 % by time; a tenth of the
 * nodes held out of training; batches of 200; average precision and ROC AUC per batch, averaged over batches. Validation
 * and test draw negatives from all destinations (seeds 0 and 2), the new-node sets from their own (seeds 1 and 3).
 */
public final class DyglibProtocol {
    /** Name in records. */
    public static final String NAME = "DyGLib link prediction";

    /** What it does, for records. */
    public static final String DESCRIPTION =
            "70/15/15 % by time, 10 % of nodes held out of training; one random negative an event; AP and ROC AUC per"
                    + " batch, mean over batches";

    /** Events a batch. */
    public static final int BATCH_SIZE = 200;

    /** Epochs that the recipe grants at most. */
    public static final int EPOCHS = 100;

    /** Epochs without improvement after which the recipe stops. */
    public static final int PATIENCE = 20;

    private static final int VALIDATION_SEED = 0;
    private static final int NEW_NODE_VALIDATION_SEED = 1;
    private static final int TEST_SEED = 2;
    private static final int NEW_NODE_TEST_SEED = 3;

    private DyglibProtocol() {}

    /** The task with the published batch size. */
    public static LinkTask task(EventStream events, Workers workers) {
        return task(events, BATCH_SIZE, workers);
    }

    /**
     * The task: origin of time, split, held-out nodes, negatives, adjacencies.
     *
     * @param events all events; features are found by event id, so they stay where they are
     * @param batchSize evaluated events a batch
     */
    public static LinkTask task(EventStream events, int batchSize, Workers workers) {
        EventStream stream = events.size() == 0 ? events : events.shiftedBy(events.time(0));
        ChronologicalSplit split = ChronologicalSplit.of(stream);
        HeldOutNodes heldOut = HeldOutNodes.draw(split);
        EventStream training = stream.select(heldOut.training());
        Map<EvaluationSet, LinkTable> tables = new EnumMap<>(EvaluationSet.class);
        for (EvaluationSet set : EvaluationSet.values()) {
            tables.put(set, table(set, split, heldOut, batchSize));
        }
        return new LinkTask(
                training,
                TemporalAdjacency.of(training, workers),
                TemporalAdjacency.of(stream, workers),
                new TrainingNegatives(training),
                tables,
                new PairKinds(stream, heldOut.seenInTraining()));
    }

    private static LinkTable table(EvaluationSet set, ChronologicalSplit split, HeldOutNodes heldOut, int batchSize) {
        return switch (set) {
            case VALIDATION -> overAll(split, split.validation(), VALIDATION_SEED, batchSize);
            case TEST -> overAll(split, split.test(), TEST_SEED, batchSize);
            case NEW_NODE_VALIDATION ->
                newNodes(split, heldOut, split.validation(), NEW_NODE_VALIDATION_SEED, batchSize);
            case NEW_NODE_TEST -> newNodes(split, heldOut, split.test(), NEW_NODE_TEST_SEED, batchSize);
        };
    }

    private static LinkTable overAll(ChronologicalSplit split, EventBatch part, int seed, int batchSize) {
        int[] rows = IntStream.range(part.from(), part.to()).toArray();
        EventStream events = split.stream().select(rows);
        return LinkTable.of(events, batchSize, new RandomNegatives(split.stream(), seed));
    }

    private static LinkTable newNodes(
            ChronologicalSplit split, HeldOutNodes heldOut, EventBatch part, int seed, int batchSize) {
        EventStream events = split.stream().select(heldOut.newNodeRows(part));
        return LinkTable.of(events, batchSize, new RandomNegatives(events, seed));
    }
}
