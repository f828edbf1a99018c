package io.tgl.eval.train;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.io.StoredArray;
import io.tgl.eval.metric.NumpyMath;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.task.AffinityEvaluation;
import io.tgl.eval.task.AffinityEvaluation.Period;
import io.tgl.eval.task.AffinityLabels;
import io.tgl.eval.task.AffinityLoop;
import io.tgl.eval.task.AffinityTask;
import io.tgl.eval.task.NonFiniteResult;
import io.tgl.models.model.AffinityScorer;
import io.tgl.models.model.TrainableAffinityScorer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * One run of one model on node affinity (Huang et al., "Temporal Graph Benchmark for Machine Learning on Temporal Graphs",
 * NeurIPS 2023). Each epoch: empty state, the training events with a step at each label time, then validation with the
 * state carried on. The epoch with the best validation NDCG@10 is tested from its state after validation. A heuristic walks
 * over everything once.
 */
public final class AffinityTrainer {
    private static final String EPOCHS = "epochs";
    private static final String DIGESTS = "digests";
    private static final String PERIODS = "best/periods";
    private static final int PERIOD_COLUMNS = 3;
    private static final String PLACE = "best/place";

    private final AffinityTask task;
    private final NeighborSource neighbors;
    private final TrainingOptions options;
    private final Watch watch;
    private EvaluationDigest digest = new EvaluationDigest();

    /**
     * How a run is watched, interrupted and resumed. No result depends on it.
     *
     * @param listener hears how it goes on
     * @param interrupted polled between batches; true ends the run there
     * @param resumption where checkpoints are left and taken up
     */
    public record Watch(Listener listener, BooleanSupplier interrupted, Resumption resumption) {
        /** Neither watched nor interrupted, no checkpoint. */
        public static final Watch NONE = new Watch(_ -> {}, () -> false, Resumption.NONE);
    }

    /** Hears how a run goes on. */
    public interface Listener {
        /** An epoch is finished, its validation included. */
        void epoch(ValidatedEpoch epoch);

        /** A run goes on after that many epochs. */
        default void resumed(int finishedEpochs) {}
    }

    /**
     * What came of it.
     *
     * @param epochs none for a heuristic
     * @param bestEpoch whose weights were tested, 0 for a heuristic
     * @param stop why training ended
     * @param periods all label times that were evaluated, in order: validation of the best epoch, then test
     * @param metrics NDCG@10 of both, over label times and over rows
     * @param scoreDigest of all evaluations' scores, as float32: SHA-256 of the SHA-256s of the evaluations in order
     * @param eventsOfTheirPeriod events of the very period asked about that were seen before an answer
     */
    public record Result(
            List<ValidatedEpoch> epochs,
            int bestEpoch,
            StopReason stop,
            List<Period> periods,
            List<Measure> metrics,
            String scoreDigest,
            long eventsOfTheirPeriod) {}

    /** The best epoch, and where it left the walk over labels. */
    private record Best(BestEpoch epoch, int reached, long eventsOfTheirPeriod, List<Period> periods) {}

    /** How far training is. */
    private static final class Progress {
        private final List<ValidatedEpoch> epochs = new ArrayList<>();
        private final EarlyStopping stopping;
        private Optional<Best> best = Optional.empty();

        private Progress(int patience) {
            this.stopping = new EarlyStopping(patience);
        }
    }

    /**
     * A trainer of this task.
     *
     * @param neighbors all events; a query sees those before its label time
     */
    public AffinityTrainer(AffinityTask task, NeighborSource neighbors, TrainingOptions options, Watch watch) {
        this.task = task;
        this.neighbors = neighbors;
        this.options = options;
        this.watch = watch;
    }

    /**
     * Runs a model to the end.
     *
     * @throws CancellationException if it was interrupted; the checkpoint of the last finished epoch is left
     * @throws NonFiniteResult at the first loss that is not finite
     */
    public Result run(AffinityScorer scorer) {
        digest = new EvaluationDigest();
        scorer.attach(neighbors);
        return scorer instanceof TrainableAffinityScorer model ? trained(model) : heuristic(scorer);
    }

    private Result heuristic(AffinityScorer scorer) {
        scorer.reset();
        AffinityLoop loop = loop();
        AffinityEvaluation evaluation = evaluation(scorer);
        loop.walk(0, task.split().validationStart(), evaluation);
        loop.walk(task.split().validationStart(), task.split().testStart(), evaluation);
        loop.walk(task.split().testStart(), task.events().size(), evaluation);
        loop.finish(evaluation);
        digest.endEvaluation();
        List<Period> periods = new ArrayList<>(evaluation.periods(Measure.VALIDATION));
        periods.addAll(evaluation.periods(Measure.TEST));
        return result(List.of(), 0, StopReason.NO_TRAINING, periods, loop.eventsOfTheirPeriod());
    }

    private Result trained(TrainableAffinityScorer model) {
        model.prepare(trainingEvents());
        Progress progress = resume(model);
        while (progress.epochs.size() < options.epochs() && !progress.stopping.stops()) {
            epoch(model, progress);
        }
        Best best = progress.best.orElseThrow(() -> new IllegalStateException("no epoch was run"));
        model.loadParameters(best.epoch.parameters());
        model.restore(best.epoch.state());
        AffinityLoop loop = loop();
        loop.goOnFrom(best.reached);
        AffinityEvaluation evaluation = evaluation(model);
        loop.walk(task.split().testStart(), task.events().size(), evaluation);
        loop.finish(evaluation);
        digest.endEvaluation();
        List<Period> periods = new ArrayList<>(best.periods);
        periods.addAll(evaluation.periods(Measure.TEST));
        StopReason stop = progress.stopping.stops() ? StopReason.EARLY_STOPPING : StopReason.EPOCH_LIMIT;
        long seen = best.eventsOfTheirPeriod + loop.eventsOfTheirPeriod();
        return result(progress.epochs, best.epoch.epoch(), stop, periods, seen);
    }

    private EventStream trainingEvents() {
        return task.events()
                .select(IntStream.range(0, task.split().validationStart()).toArray());
    }

    private void epoch(TrainableAffinityScorer model, Progress progress) {
        int number = progress.epochs.size() + 1;
        long start = System.nanoTime();
        model.reset();
        AffinityLoop training = loop();
        double loss = train(model, training, number);
        AffinityLoop loop = loop();
        loop.goOnFrom(training.reached());
        AffinityEvaluation evaluation = evaluation(model);
        loop.walk(task.split().validationStart(), task.split().testStart(), evaluation);
        digest.endEvaluation();
        double validation = evaluation.meanOverPeriods(Measure.VALIDATION);
        boolean improved = progress.stopping.improves(number, validation, validation);
        Map<String, float[]> parameters = model.parameters();
        if (improved || progress.best.isEmpty()) {
            progress.best = Optional.of(new Best(
                    new BestEpoch(number, parameters, model.state()),
                    loop.reached(),
                    loop.eventsOfTheirPeriod(),
                    evaluation.periods(Measure.VALIDATION)));
        }
        ValidatedEpoch result =
                new ValidatedEpoch(number, loss, validation, improved, (System.nanoTime() - start) * 1e-9);
        progress.epochs.add(result);
        Best best = progress.best.orElseThrow();
        watch.resumption.save(() -> new CheckpointFile(
                settings(model), parameters, model.optimizerState(), best.epoch, history(progress.epochs, best)));
        watch.listener.epoch(result);
    }

    private Map<String, StoredArray> history(List<ValidatedEpoch> epochs, Best best) {
        double[] table = new double[best.periods.size() * PERIOD_COLUMNS];
        int at = 0;
        for (Period period : best.periods) {
            table[at++] = period.step();
            table[at++] = period.rows();
            table[at++] = period.sum();
        }
        Map<String, StoredArray> history = new LinkedHashMap<>();
        history.put(EPOCHS, ValidatedEpoch.store(epochs));
        history.put(DIGESTS, digest.store());
        history.put(PERIODS, StoredArray.of(table, best.periods.size(), PERIOD_COLUMNS));
        history.put(PLACE, StoredArray.of(new long[] {best.reached, best.eventsOfTheirPeriod}, 2));
        return history;
    }

    private Progress resume(TrainableAffinityScorer model) {
        return watch.resumption
                .load(settings(model), (content, file) -> takenUp(model, content, file))
                .orElseGet(() -> new Progress(options.patience()));
    }

    private Progress takenUp(TrainableAffinityScorer model, CheckpointFile content, Path file) {
        Progress progress = new Progress(options.patience());
        progress.epochs.addAll(ValidatedEpoch.load(content.history(EPOCHS, file)));
        progress.epochs.forEach(e -> progress.stopping.improves(e.epoch(), e.validation(), e.validation()));
        digest.restore(content.history(DIGESTS, file));
        model.loadParameters(content.parameters());
        model.loadOptimizerState(content.optimizer());
        List<Period> periods = new ArrayList<>();
        double[] table = content.history(PERIODS, file).doubles();
        for (int at = 0; at + PERIOD_COLUMNS <= table.length; at += PERIOD_COLUMNS) {
            int step = (int) table[at];
            periods.add(new Period(step, task.part(step), (int) table[at + 1], table[at + 2]));
        }
        long[] place = content.history(PLACE, file).longs();
        progress.best = Optional.of(new Best(content.best(), (int) place[0], place[1], periods));
        watch.listener.resumed(progress.epochs.size());
        return progress;
    }

    /** What must be equal for a checkpoint to be taken up. */
    private Map<String, String> settings(AffinityScorer model) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("model", model.name());
        settings.put("batch size", Integer.toString(options.batchSize()));
        settings.put("patience", Integer.toString(options.patience()));
        settings.put("seed", Long.toString(options.seed()));
        settings.put("visibility", task.visibility().label());
        settings.put("events", Integer.toString(task.events().size()));
        settings.put(
                "labels", task.labels().rows() + " at " + task.labels().steps().size() + " times");
        settings.putAll(watch.resumption.settings());
        return settings;
    }

    private double train(TrainableAffinityScorer model, AffinityLoop loop, int epoch) {
        List<Double> losses = new ArrayList<>();
        loop.walk(0, task.split().validationStart(), new AffinityLoop.Walker() {
            @Override
            public void beginBatch() {
                model.beginBatch();
            }

            @Override
            public void observe(EventBatch batch) {
                checkInterrupted();
                model.observeInTraining(batch, false);
            }

            @Override
            public void observeBeforeLabel(EventBatch batch) {
                checkInterrupted();
                model.observeInTraining(batch, true);
            }

            @Override
            public void label(int step) {
                AffinityLabels.Step asked = task.labels().steps().get(step);
                double loss = model.trainLabels(asked.queries(), asked.targets(), epoch, step);
                if (!Double.isFinite(loss)) {
                    throw new NonFiniteResult("epoch " + epoch + ", label time " + asked.time(), "loss", loss);
                }
                losses.add(loss);
                model.observeLabels(asked.queries(), asked.targets());
            }
        });
        return NumpyMath.mean(losses.stream().mapToDouble(loss -> loss).toArray());
    }

    private AffinityLoop loop() {
        return new AffinityLoop(task.events(), task.labels(), task.visibility(), options.batchSize());
    }

    private AffinityEvaluation evaluation(AffinityScorer scorer) {
        return new AffinityEvaluation(task, scorer, scores -> {
            checkInterrupted();
            float[] rounded = new float[scores.length];
            for (int i = 0; i < scores.length; i++) {
                rounded[i] = (float) scores[i];
            }
            digest.add(rounded);
        });
    }

    private void checkInterrupted() {
        if (watch.interrupted.getAsBoolean()) {
            throw new CancellationException("interrupted between two batches");
        }
    }

    private Result result(
            List<ValidatedEpoch> epochs, int best, StopReason stop, List<Period> periods, long eventsOfTheirPeriod) {
        List<Measure> metrics = new ArrayList<>();
        for (String part : List.of(Measure.VALIDATION, Measure.TEST)) {
            List<Period> of =
                    periods.stream().filter(p -> p.part().equals(part)).toList();
            int rows = of.stream().mapToInt(Period::rows).sum();
            if (rows > 0) {
                metrics.add(Measure.of(part, Measure.NDCG, AffinityEvaluation.meanOverPeriods(of), rows));
                metrics.add(Measure.of(part, Measure.NDCG_OVER_ROWS, AffinityEvaluation.meanOverRows(of), rows));
            }
        }
        return new Result(List.copyOf(epochs), best, stop, periods, metrics, digest.hex(), eventsOfTheirPeriod);
    }
}
