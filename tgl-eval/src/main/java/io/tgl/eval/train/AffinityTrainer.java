package io.tgl.eval.train;

import io.tgl.core.event.EventBatch;
import io.tgl.core.graph.NeighborSource;
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
import io.tgl.models.model.ModelState;
import io.tgl.models.model.TrainableAffinityScorer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One run of one model on node affinity (Huang et al., "Temporal Graph Benchmark for Machine Learning on Temporal Graphs",
 * NeurIPS 2023). Each epoch: empty state, the training events with a step at each label time, then validation with the
 * state carried on. The epoch with the best validation NDCG@10 is tested from its state after validation. A heuristic walks
 * over everything once.
 */
public final class AffinityTrainer {
    private final AffinityTask task;
    private final NeighborSource neighbors;
    private final TrainingOptions options;
    private final BooleanSupplier interrupted;
    private final Consumer<Epoch> listener;
    private final ScoreDigest digest = new ScoreDigest();

    /**
     * What one epoch gave.
     *
     * @param number from 1
     * @param loss mean over the label times
     * @param validation NDCG@10, mean over the label times
     * @param improved whether it is the best so far
     * @param seconds wall seconds, evaluation included
     */
    public record Epoch(int number, double loss, double validation, boolean improved, double seconds) {}

    /**
     * What came of it.
     *
     * @param epochs none for a heuristic
     * @param bestEpoch whose weights were tested, 0 for a heuristic
     * @param stop why training ended
     * @param periods all label times that were evaluated, in order: validation of the best epoch, then test
     * @param metrics NDCG@10 of both, over label times and over rows
     * @param scoreDigest SHA-256 of all evaluation scores in order, as float32
     * @param eventsOfTheirPeriod events of the very period asked about that were seen before an answer
     */
    public record Result(
            List<Epoch> epochs,
            int bestEpoch,
            StopReason stop,
            List<Period> periods,
            List<Measure> metrics,
            String scoreDigest,
            long eventsOfTheirPeriod) {}

    /** What is kept of the best epoch. */
    private record Best(
            int epoch, Map<String, float[]> parameters, ModelState state, int reached, List<Period> periods) {}

    /**
     * A trainer of this task.
     *
     * @param neighbors all events; a query sees those before its label time
     * @param interrupted polled between batches
     * @param listener hears of every epoch
     */
    public AffinityTrainer(
            AffinityTask task,
            NeighborSource neighbors,
            TrainingOptions options,
            BooleanSupplier interrupted,
            Consumer<Epoch> listener) {
        this.task = task;
        this.neighbors = neighbors;
        this.options = options;
        this.interrupted = interrupted;
        this.listener = listener;
    }

    /**
     * Runs a model to the end.
     *
     * @throws CancellationException if it was interrupted
     * @throws NonFiniteResult at the first loss that is not finite
     */
    public Result run(AffinityScorer scorer) {
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
        List<Period> periods = new ArrayList<>(evaluation.periods(Measure.VALIDATION));
        periods.addAll(evaluation.periods(Measure.TEST));
        return result(List.of(), 0, StopReason.NO_TRAINING, periods, loop);
    }

    private Result trained(TrainableAffinityScorer model) {
        List<Epoch> epochs = new ArrayList<>();
        EarlyStopping stopping = new EarlyStopping(options.patience());
        Best best = null;
        while (epochs.size() < options.epochs() && !stopping.stops()) {
            int number = epochs.size() + 1;
            long start = System.nanoTime();
            model.reset();
            AffinityLoop loop = loop();
            double loss = train(model, loop, number);
            AffinityEvaluation evaluation = evaluation(model);
            loop.walk(task.split().validationStart(), task.split().testStart(), evaluation);
            double validation = evaluation.meanOverPeriods(Measure.VALIDATION);
            boolean improved = stopping.improves(number, validation, validation);
            if (improved || best == null) {
                List<Period> periods = evaluation.periods(Measure.VALIDATION);
                best = new Best(number, model.parameters(), model.state(), loop.reached(), periods);
            }
            epochs.add(new Epoch(number, loss, validation, improved, (System.nanoTime() - start) * 1e-9));
            listener.accept(epochs.getLast());
        }
        if (best == null) {
            throw new IllegalStateException("no epoch was run");
        }
        model.loadParameters(best.parameters());
        model.restore(best.state());
        AffinityLoop loop = loop();
        loop.goOnFrom(best.reached());
        AffinityEvaluation evaluation = evaluation(model);
        loop.walk(task.split().testStart(), task.events().size(), evaluation);
        List<Period> periods = new ArrayList<>(best.periods());
        periods.addAll(evaluation.periods(Measure.TEST));
        StopReason stop = stopping.stops() ? StopReason.EARLY_STOPPING : StopReason.EPOCH_LIMIT;
        return result(epochs, best.epoch(), stop, periods, loop);
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
                model.observeInTraining(batch);
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
        if (interrupted.getAsBoolean()) {
            throw new CancellationException("interrupted between two batches");
        }
    }

    private Result result(List<Epoch> epochs, int best, StopReason stop, List<Period> periods, AffinityLoop loop) {
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
        return new Result(epochs, best, stop, periods, metrics, digest.hex(), loop.eventsOfTheirPeriod());
    }
}
