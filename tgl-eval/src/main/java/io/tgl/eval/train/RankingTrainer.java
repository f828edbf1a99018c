package io.tgl.eval.train;

import io.tgl.core.event.EventBatch;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.io.StoredArray;
import io.tgl.core.parallel.Workers;
import io.tgl.eval.metric.NumpyMath;
import io.tgl.eval.metric.RankingMetrics;
import io.tgl.eval.negative.RangeNegatives;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.task.LinkPrediction;
import io.tgl.eval.task.LinkRanking;
import io.tgl.eval.task.LinkTable;
import io.tgl.eval.task.NonFiniteResult;
import io.tgl.eval.task.Phase;
import io.tgl.eval.task.PhaseTimes;
import io.tgl.eval.task.RankingTable;
import io.tgl.eval.task.RankingTask;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.query.LinkQueries;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One run of one model on a link-ranking task, in the order of the Temporal Graph Benchmark (Huang et al., NeurIPS 2023).
 * Each epoch: empty state, the training batches with one drawn negative an event, then validation with the state carried on.
 * The epoch of the best validation figure ({@link RankingTask.Choice}) is tested, from its state after validation. A heuristic observes the training events
 * and is evaluated once. Not thread-safe.
 */
public final class RankingTrainer {
    private static final int[] HITS = {1, 3, 10};
    private static final String EPOCHS = "epochs";
    private static final String DIGESTS = "digests";
    private static final String RANKS = "best/ranks";
    private static final String PHASES = "phase_seconds";

    private final RankingTask task;
    private final TrainingOptions options;
    private final double tolerance;
    private final Watch watch;
    private final RangeNegatives negatives;
    private final NeighborSource trainingNeighbors;
    private final NeighborSource allNeighbors;
    private final LinkTable pairs;
    private PhaseTimes times = new PhaseTimes();
    private EvaluationDigest digest = new EvaluationDigest();

    /**
     * How a run is watched.
     *
     * @param listener hears how it goes on
     * @param interrupted polled between batches; true ends the run there
     * @param timeLimit training stops after the first epoch past it
     * @param resumption where checkpoints are left and taken up
     */
    public record Watch(
            Listener listener, BooleanSupplier interrupted, Optional<Duration> timeLimit, Resumption resumption) {
        /** Neither watched nor interrupted. */
        public static final Watch NONE = new Watch(new Listener() {}, () -> false, Optional.empty(), Resumption.NONE);
    }

    /** Hears how a run goes on. */
    public interface Listener {
        /** A batch of {@code what} ("epoch 3, training", "test") is finished. */
        default void batch(String what, int done, int batches) {}

        /** An epoch is finished, its validation included. */
        default void epoch(ValidatedEpoch epoch) {}

        /** A run goes on after that many epochs. */
        default void resumed(int finishedEpochs) {}
    }

    /** A finished or interrupted run; after {@link StopReason#INTERRUPTED} there are no figures. */
    public record Result(
            List<ValidatedEpoch> epochs,
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

    /** The best epoch, the figure that chose it, and the ranks of its validation if that was a ranking. */
    private record Best(BestEpoch epoch, double figure, double[] ranks) {}

    private record Validation(double figure, double[] ranks) {}

    /** How far training is. */
    private static final class Progress {
        private final List<ValidatedEpoch> epochs = new ArrayList<>();
        private Optional<Best> best = Optional.empty();
        private int withoutImprovement;
    }

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
        this.pairs = task.validationPairs();
    }

    /** Runs a model to the end or to the interruption. */
    public Result run(Scorer scorer) {
        times = new PhaseTimes();
        digest = new EvaluationDigest();
        Progress progress = new Progress();
        try {
            return scorer instanceof TrainableScorer model ? trained(model, progress) : untrained(scorer);
        } catch (Interrupted e) {
            return result(progress.epochs, 0, StopReason.INTERRUPTED, List.of());
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

    private Result trained(TrainableScorer model, Progress progress) {
        model.prepare(task.trainingStream());
        watch.resumption.load(settings(model), (content, file) -> takeUp(model, progress, content, file));
        while (progress.epochs.size() < options.epochs()
                && progress.withoutImprovement < options.patience()
                && !timeIsUp(progress.epochs)) {
            epoch(model, progress);
        }
        StopReason stop = progress.withoutImprovement >= options.patience()
                ? StopReason.EARLY_STOPPING
                : progress.epochs.size() < options.epochs() ? StopReason.TIME_LIMIT : StopReason.EPOCH_LIMIT;
        Best best = progress.best.orElseThrow(() -> new IllegalStateException("no epoch was run"));
        List<Measure> measures = new ArrayList<>();
        if (task.choice() == RankingTask.Choice.MRR) {
            addFigures(measures, Measure.VALIDATION, best.ranks);
        } else {
            measures.add(Measure.of(
                    Measure.VALIDATION,
                    task.choice().metric(),
                    best.figure,
                    task.validation().events().size()));
        }
        model.loadParameters(best.epoch.parameters());
        model.restore(best.epoch.state());
        addFigures(measures, Measure.TEST, ranks(model, task.test(), Measure.TEST));
        return result(progress.epochs, best.epoch.epoch(), stop, measures);
    }

    private void epoch(TrainableScorer model, Progress progress) {
        int epoch = progress.epochs.size() + 1;
        long start = System.nanoTime();
        double loss = train(model, epoch);
        Validation validation = validate(model, "epoch " + epoch + ", validation");
        double figure = validation.figure;
        boolean improved = progress.best
                .map(best -> (figure - best.figure) / Math.abs(best.figure) > tolerance)
                .orElse(true);
        Map<String, float[]> parameters = model.parameters();
        if (improved) {
            progress.best =
                    Optional.of(new Best(new BestEpoch(epoch, parameters, model.state()), figure, validation.ranks));
        }
        progress.withoutImprovement = improved ? 0 : progress.withoutImprovement + 1;
        ValidatedEpoch result = new ValidatedEpoch(epoch, loss, figure, improved, (System.nanoTime() - start) * 1e-9);
        progress.epochs.add(result);
        times.start();
        watch.resumption.save(() -> {
            Best best = progress.best.orElseThrow();
            Map<String, StoredArray> history = new LinkedHashMap<>();
            history.put(EPOCHS, ValidatedEpoch.store(progress.epochs));
            history.put(DIGESTS, digest.store());
            history.put(RANKS, CheckpointFile.stored(RANKS, best.ranks));
            history.put(PHASES, CheckpointFile.stored(PHASES, times.seconds()));
            return new CheckpointFile(settings(model), parameters, model.optimizerState(), best.epoch, history);
        });
        times.spent(Phase.CHECKPOINTS);
        watch.listener.epoch(result);
    }

    /** The figure that chooses the epoch; the state goes on by the validation events. */
    private Validation validate(TrainableScorer model, String what) {
        if (task.choice() == RankingTask.Choice.MRR) {
            double[] ranks = ranks(model, task.validation(), what);
            return new Validation(RankingMetrics.meanReciprocalRank(ranks), ranks);
        }
        model.attach(allNeighbors);
        float[] scores =
                LinkPrediction.score(model, pairs, what, times, (done, batches) -> finished(what, done, batches));
        digest.add(scores);
        digest.endEvaluation();
        return new Validation(LinkPrediction.figures(pairs, scores).averagePrecision(), new double[0]);
    }

    private Progress takeUp(TrainableScorer model, Progress progress, CheckpointFile content, Path file) {
        model.loadParameters(content.parameters());
        model.loadOptimizerState(content.optimizer());
        progress.epochs.addAll(ValidatedEpoch.load(content.history(EPOCHS, file)));
        progress.epochs.forEach(e -> progress.withoutImprovement = e.improved() ? 0 : progress.withoutImprovement + 1);
        double figure = progress.epochs.get(content.best().epoch() - 1).validation();
        progress.best = Optional.of(
                new Best(content.best(), figure, content.history(RANKS, file).doubles()));
        digest.restore(content.history(DIGESTS, file));
        times.add(content.history(PHASES, file).doubles());
        watch.listener.resumed(progress.epochs.size());
        return progress;
    }

    /** What must be equal for a checkpoint to be taken up. */
    private Map<String, String> settings(Scorer scorer) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("model", scorer.name());
        settings.put("batch size", Integer.toString(options.batchSize()));
        settings.put("patience", Integer.toString(options.patience()));
        settings.put("seed", Long.toString(options.seed()));
        settings.put("events", task.splitSizes().toString());
        settings.put("epoch chosen by", task.choice().metric());
        settings.putAll(watch.resumption.settings());
        return settings;
    }

    private boolean timeIsUp(List<ValidatedEpoch> epochs) {
        double seconds = epochs.stream().mapToDouble(ValidatedEpoch::seconds).sum();
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
        double[] ranks = LinkRanking.ranks(
                scorer, table, what, digesting, times, (done, batches) -> finished(what, done, batches));
        digest.endEvaluation();
        return ranks;
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

    private Result result(List<ValidatedEpoch> epochs, int bestEpoch, StopReason stop, List<Measure> measures) {
        return new Result(List.copyOf(epochs), bestEpoch, stop, measures, digest.hex(), times.byLabel());
    }
}
