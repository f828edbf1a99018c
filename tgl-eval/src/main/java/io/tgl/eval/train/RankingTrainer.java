package io.tgl.eval.train;

import io.tgl.core.event.EventBatch;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.parallel.Workers;
import io.tgl.eval.metric.NumpyMath;
import io.tgl.eval.metric.RankingMetrics;
import io.tgl.eval.negative.RangeNegatives;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.task.LinkRanking;
import io.tgl.eval.task.NonFiniteResult;
import io.tgl.eval.task.Phase;
import io.tgl.eval.task.PhaseTimes;
import io.tgl.eval.task.RankingTable;
import io.tgl.eval.task.RankingTask;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.query.LinkQueries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One run of one model on a link-ranking task, in the order of the Temporal Graph Benchmark (Huang et al., NeurIPS 2023).
 * Each epoch: empty state, the training batches with one drawn negative an event, then validation with the state carried on.
 * The epoch of the best validation MRR is tested, from its state after validation. A heuristic observes the training events
 * and is evaluated once. Not thread-safe.
 */
public final class RankingTrainer {
    private static final int[] HITS = {1, 3, 10};

    private final RankingTask task;
    private final TrainingOptions options;
    private final double tolerance;
    private final Watch watch;
    private final RangeNegatives negatives;
    private final NeighborSource trainingNeighbors;
    private final NeighborSource allNeighbors;
    private PhaseTimes times = new PhaseTimes();
    private ScoreDigest digest = new ScoreDigest();

    /**
     * How a run is watched.
     *
     * @param listener hears how it goes on
     * @param interrupted polled between batches; true ends the run there
     * @param timeLimit training stops after the first epoch past it
     */
    public record Watch(Listener listener, BooleanSupplier interrupted, Optional<Duration> timeLimit) {
        /** Neither watched nor interrupted. */
        public static final Watch NONE = new Watch(new Listener() {}, () -> false, Optional.empty());
    }

    /** Hears how a run goes on. */
    public interface Listener {
        /** A batch of {@code what} ("epoch 3, training", "test") is finished. */
        default void batch(String what, int done, int batches) {}

        /** An epoch is finished, its validation included. */
        default void epoch(RankedEpoch epoch) {}
    }

    /**
     * What an epoch gave.
     *
     * @param epoch from 1
     * @param loss mean of the batches' training losses
     * @param validationMrr mean reciprocal rank over the validation events
     * @param improved whether it is the best so far
     * @param seconds wall seconds, evaluation included
     */
    public record RankedEpoch(int epoch, double loss, double validationMrr, boolean improved, double seconds) {}

    /** A finished or interrupted run; after {@link StopReason#INTERRUPTED} there are no figures. */
    public record Result(
            List<RankedEpoch> epochs,
            int bestEpoch,
            StopReason stop,
            List<Measure> measures,
            String scoreDigest,
            Map<String, Double> phaseSeconds) {}

    /** Ends a run between two batches. */
    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Interrupted() {
            super("interrupted between two batches", null, false, false);
        }
    }

    private record Best(int epoch, double mrr, Map<String, float[]> parameters, ModelState state, double[] ranks) {}

    /**
     * A trainer for this task.
     *
     * @param tolerance by how much, relative to the best, a validation MRR must be better to count
     */
    public RankingTrainer(RankingTask task, TrainingOptions options, double tolerance, Watch watch, Workers workers) {
        this.task = task;
        this.options = options;
        this.tolerance = tolerance;
        this.watch = watch;
        this.negatives = RangeNegatives.of(task.stream());
        this.trainingNeighbors = TemporalAdjacency.of(task.trainingStream(), workers);
        this.allNeighbors = TemporalAdjacency.of(task.stream(), workers);
    }

    /** Runs a model to the end or to the interruption. */
    public Result run(Scorer scorer) {
        times = new PhaseTimes();
        digest = new ScoreDigest();
        List<RankedEpoch> epochs = new ArrayList<>();
        try {
            return scorer instanceof TrainableScorer model ? trained(model, epochs) : untrained(scorer);
        } catch (Interrupted e) {
            return result(epochs, 0, StopReason.INTERRUPTED, List.of());
        }
    }

    private Result untrained(Scorer scorer) {
        scorer.reset();
        scorer.attach(trainingNeighbors);
        for (int b = 0; b < trainingBatches(); b++) {
            times.start();
            scorer.observe(trainingBatch(b));
            times.spent(Phase.OBSERVING);
            finished("training", b + 1, trainingBatches());
        }
        List<Measure> measures = new ArrayList<>();
        addFigures(measures, Measure.VALIDATION, ranks(scorer, task.validation(), Measure.VALIDATION));
        addFigures(measures, Measure.TEST, ranks(scorer, task.test(), Measure.TEST));
        return result(List.of(), 0, StopReason.NO_TRAINING, measures);
    }

    private Result trained(TrainableScorer model, List<RankedEpoch> epochs) {
        model.prepare(task.trainingStream());
        Best best = new Best(0, Double.NEGATIVE_INFINITY, model.parameters(), model.state(), new double[0]);
        int withoutImprovement = 0;
        while (epochs.size() < options.epochs() && withoutImprovement < options.patience() && !timeIsUp(epochs)) {
            int epoch = epochs.size() + 1;
            long start = System.nanoTime();
            double loss = train(model, epoch);
            double[] ranks = ranks(model, task.validation(), "epoch " + epoch + ", validation");
            double mrr = RankingMetrics.meanReciprocalRank(ranks);
            boolean improved = best.epoch == 0 || (mrr - best.mrr) / Math.abs(best.mrr) > tolerance;
            if (improved) {
                best = new Best(epoch, mrr, model.parameters(), model.state(), ranks);
            }
            withoutImprovement = improved ? 0 : withoutImprovement + 1;
            RankedEpoch result = new RankedEpoch(epoch, loss, mrr, improved, (System.nanoTime() - start) * 1e-9);
            epochs.add(result);
            watch.listener.epoch(result);
        }
        StopReason stop = withoutImprovement >= options.patience()
                ? StopReason.EARLY_STOPPING
                : epochs.size() < options.epochs() ? StopReason.TIME_LIMIT : StopReason.EPOCH_LIMIT;
        List<Measure> measures = new ArrayList<>();
        addFigures(measures, Measure.VALIDATION, best.ranks);
        model.loadParameters(best.parameters);
        model.restore(best.state);
        addFigures(measures, Measure.TEST, ranks(model, task.test(), Measure.TEST));
        return result(epochs, best.epoch, stop, measures);
    }

    private boolean timeIsUp(List<RankedEpoch> epochs) {
        double seconds = epochs.stream().mapToDouble(RankedEpoch::seconds).sum();
        return watch.timeLimit
                .filter(limit -> seconds > limit.toMillis() * 1e-3)
                .isPresent();
    }

    /** One pass over the training events; the mean loss of the batches. */
    private double train(TrainableScorer model, int epoch) {
        model.reset();
        model.attach(trainingNeighbors);
        double[] losses = new double[trainingBatches()];
        for (int b = 0; b < losses.length; b++) {
            times.start();
            EventBatch batch = trainingBatch(b);
            LinkQueries positives = positives(batch);
            LinkQueries wrong = LinkQueries.of(
                    positives.source(), negatives.draw(options.seed(), epoch, b, batch.size()), positives.time());
            times.spent(Phase.NEGATIVES);
            losses[b] = model.trainBatch(positives, wrong, batch, epoch, b);
            times.spent(Phase.TRAINING);
            if (!Double.isFinite(losses[b])) {
                throw new NonFiniteResult("epoch " + epoch + ", training batch " + b, "loss", losses[b]);
            }
            finished("epoch " + epoch + ", training", b + 1, losses.length);
        }
        return NumpyMath.mean(losses);
    }

    private void finished(String what, int done, int batches) {
        watch.listener.batch(what, done, batches);
        if (watch.interrupted.getAsBoolean()) {
            throw new Interrupted();
        }
    }

    private static LinkQueries positives(EventBatch batch) {
        int n = batch.size();
        LinkQueries queries = LinkQueries.of(new int[n], new int[n], new long[n]);
        for (int i = 0; i < n; i++) {
            queries.source()[i] = batch.source(i);
            queries.destination()[i] = batch.destination(i);
            queries.time()[i] = batch.time(i);
        }
        return queries;
    }

    private double[] ranks(Scorer scorer, RankingTable table, String what) {
        scorer.attach(allNeighbors);
        LinkRanking.Listener digesting = (_, _, scores) -> {
            for (float[] query : scores) {
                digest.add(query);
            }
        };
        return LinkRanking.ranks(
                scorer, table, what, digesting, times, (done, batches) -> finished(what, done, batches));
    }

    private static void addFigures(List<Measure> measures, String split, double[] ranks) {
        measures.add(Measure.of(split, Measure.MRR, RankingMetrics.meanReciprocalRank(ranks), ranks.length));
        for (int k : HITS) {
            measures.add(Measure.of(split, "hits@" + k, RankingMetrics.hitsAt(k, ranks), ranks.length));
        }
    }

    private int trainingBatches() {
        return Math.ceilDiv(task.training().size(), options.batchSize());
    }

    private EventBatch trainingBatch(int b) {
        int from = b * options.batchSize();
        return new EventBatch(task.stream(), from, Math.min(task.training().to(), from + options.batchSize()));
    }

    private Result result(List<RankedEpoch> epochs, int bestEpoch, StopReason stop, List<Measure> measures) {
        return new Result(List.copyOf(epochs), bestEpoch, stop, measures, digest.hex(), times.byLabel());
    }
}
