package io.tgl.eval.protocol;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.parallel.Workers;
import io.tgl.eval.negative.HistoricalNegatives;
import io.tgl.eval.negative.NegativeChoice;
import io.tgl.eval.negative.NegativeSampler;
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
 * Library", NeurIPS 2023). Times count from the first event. 70 / 15 / 15 % by time; a tenth of the
 * nodes held out of training; batches of 200; average precision and ROC AUC per batch, averaged over batches. Validation
 * and test draw negatives over all events (seeds 0 and 2), the new-node sets over their own (seeds 1 and 3). Tests may
 * also be against historical and inductive negatives; validation, which chooses the epoch, is against random ones.
 */
public final class DyglibProtocol {
    /** Name in records. */
    public static final String NAME = "DyGLib link prediction";

    /** What it does, for records. */
    public static final String DESCRIPTION =
            "70/15/15 % by time, 10 % of nodes held out of training; one negative an event; AP and ROC AUC per"
                    + " batch, mean over batches";

    /** Events a batch. */
    public static final int BATCH_SIZE = 200;

    /** Epochs that the recipe grants at most. */
    public static final int EPOCHS = 100;

    /** Epochs without improvement after which the recipe stops. */
    public static final int PATIENCE = 20;

    private static final int VALIDATION_SEED = 0;
    private static final int TEST_SEED = 2;
    /** What the seed of a new-node set is more. */
    private static final int NEW_NODES = 1;

    private DyglibProtocol() {}

    /** The task with the published batch size and random negatives. */
    public static LinkTask task(EventStream events, Workers workers) {
        return task(events, BATCH_SIZE, workers);
    }

    /** The task with random negatives. */
    public static LinkTask task(EventStream events, int batchSize, Workers workers) {
        return task(events, batchSize, NegativeChoice.PUBLISHED, workers);
    }

    /**
     * The task: origin of time, split, held-out nodes, negatives, adjacencies.
     *
     * @param events all events; features are found by event id, so they stay where they are
     * @param batchSize evaluated events a batch
     * @param negatives of training and of the tests
     */
    public static LinkTask task(EventStream events, int batchSize, NegativeChoice negatives, Workers workers) {
        EventStream stream = events.size() == 0 ? events : events.shiftedBy(events.time(0));
        ChronologicalSplit split = ChronologicalSplit.of(stream);
        HeldOutNodes heldOut = HeldOutNodes.draw(split);
        EventStream training = stream.select(heldOut.training());
        Map<EvaluationSet, LinkTable> tables = new EnumMap<>(EvaluationSet.class);
        long lastTrainingTime = training.size() == 0 ? Long.MIN_VALUE : training.time(training.size() - 1);
        for (EvaluationSet set : EvaluationSet.values()) {
            if (!set.isTest() || negatives.test().contains(set.negatives())) {
                tables.put(set, table(set, split, heldOut, lastTrainingTime, batchSize));
            }
        }
        return new LinkTask(
                training,
                TemporalAdjacency.of(training, workers),
                TemporalAdjacency.of(stream, workers),
                new TrainingNegatives(training, negatives.training()),
                tables,
                new PairKinds(stream, heldOut.seenInTraining()));
    }

    private static LinkTable table(
            EvaluationSet set, ChronologicalSplit split, HeldOutNodes heldOut, long lastTrainingTime, int batchSize) {
        EventBatch part = set.isTest() ? split.test() : split.validation();
        int[] rows = set.newNodes()
                ? heldOut.newNodeRows(part)
                : IntStream.range(part.from(), part.to()).toArray();
        EventStream events = split.stream().select(rows);
        EventStream drawnFrom = set.newNodes() ? events : split.stream();
        int seed = (set.isTest() ? TEST_SEED : VALIDATION_SEED) + (set.newNodes() ? NEW_NODES : 0);
        long lastObserved = set.isTest() ? split.stream().time(split.testStart() - 1) : lastTrainingTime;
        NegativeSampler sampler = switch (set.negatives()) {
            case RANDOM -> new RandomNegatives(drawnFrom, seed);
            case HISTORICAL -> HistoricalNegatives.historical(drawnFrom, seed);
            case INDUCTIVE -> HistoricalNegatives.inductive(drawnFrom, lastObserved, seed);
        };
        return LinkTable.of(events, batchSize, sampler);
    }
}
