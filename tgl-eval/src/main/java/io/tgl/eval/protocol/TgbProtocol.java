package io.tgl.eval.protocol;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.eval.negative.StoredNegatives;
import io.tgl.eval.negative.TgbNegatives;
import io.tgl.eval.split.ChronologicalSplit;
import io.tgl.eval.task.RankingTable;
import io.tgl.eval.task.RankingTask;
import io.tgl.models.heuristic.EdgeBankMemory;
import java.util.List;

/**
 * Link ranking as in the Temporal Graph Benchmark (Huang et al., "Temporal Graph Benchmark for Machine Learning on Temporal
 * Graphs", NeurIPS 2023): 70 / 15 / 15 % by time, no node held out; every event's destination against stored negatives; mean
 * reciprocal rank over all events of a split; batches of 200. Training draws one negative an event from all ids between the
 * lowest and the highest destination; the epoch is chosen by validation MRR.
 */
public final class TgbProtocol {
    /** Name in records. */
    public static final String NAME = "TGB link ranking";

    /** What it does, for records. */
    public static final String DESCRIPTION =
            "70/15/15 % by time; each event's destination against stored negatives; MRR and hits@k over a whole split, a"
                    + " tie at the mean of its best and worst rank";

    /** Events a batch. */
    public static final int BATCH_SIZE = 200;

    /** Epochs that the recipe grants at most. */
    public static final int EPOCHS = 50;

    /** Epochs without improvement after which the recipe stops. */
    public static final int PATIENCE = 5;

    /** By how much, relative to the best, a validation MRR must be better to count. */
    public static final double TOLERANCE = 1e-6;

    private TgbProtocol() {}

    /** The task against the benchmark's own negatives. */
    public static RankingTask task(EventStream events, int batchSize, int perPositive) {
        ChronologicalSplit split = split(events);
        return task(
                split, batchSize, generate(split, TgbNegatives.HISTORICAL, perPositive, TgbNegatives.PUBLISHED_SEED));
    }

    /** The benchmark's cut; times stay as they are. */
    public static ChronologicalSplit split(EventStream events) {
        return ChronologicalSplit.of(events);
    }

    /** The time window of EdgeBank: 15 % of the training duration, in ticks. */
    public static double edgeBankWindow(RankingTask task) {
        EventBatch training = task.training();
        return EdgeBankMemory.PUBLISHED_PROPORTION * (training.time(training.size() - 1) - training.time(0));
    }

    /** The benchmark's negatives of validation and test. */
    public static List<StoredNegatives> generate(ChronologicalSplit split, String strategy, int perPositive, int seed) {
        return TgbNegatives.generate(split.training(), split.validation(), split.test(), strategy, perPositive, seed);
    }

    /**
     * The task against given negatives.
     *
     * @param negatives of validation and of test
     */
    public static RankingTask task(ChronologicalSplit split, int batchSize, List<StoredNegatives> negatives) {
        return new RankingTask(
                split.training(),
                table(split.validation(), batchSize, StoredNegatives.VALIDATION, negatives),
                table(split.test(), batchSize, StoredNegatives.TEST, negatives));
    }

    private static RankingTable table(EventBatch events, int batchSize, String split, List<StoredNegatives> negatives) {
        StoredNegatives own = negatives.stream()
                .filter(lists -> lists.split().equals(split))
                .findFirst()
                .orElseThrow(() -> InvalidInput.at(
                        "negatives",
                        "lists of the split " + split,
                        negatives.stream().map(StoredNegatives::split).toList()));
        return new RankingTable(events, batchSize, own);
    }
}
