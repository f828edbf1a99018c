package io.tgl.eval.train;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.eval.metric.NumpyMath;
import io.tgl.eval.negative.NegativeKind;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.task.BatchProgress;
import io.tgl.eval.task.EvaluationScores;
import io.tgl.eval.task.EvaluationSet;
import io.tgl.eval.task.LinkPrediction;
import io.tgl.eval.task.LinkPrediction.Figures;
import io.tgl.eval.task.LinkTable;
import io.tgl.eval.task.LinkTask;
import io.tgl.eval.task.NonFiniteResult;
import io.tgl.eval.task.Phase;
import io.tgl.eval.task.PhaseTimes;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.query.LinkQueries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of one model on a link-prediction task, in the order of DyGLib (Yu et al., NeurIPS 2023). Each epoch: empty
 * state, the training batches over the training graph, then validation over the full graph with the state carried on, then
 * new-node validation from the state before validation. Early stopping on both validation figures. At the end the best
 * epoch's parameters, with its state after validation, are tested; new-node test starts from the same state.
 *
 * <p>A heuristic observes the training events and is evaluated once. Not thread-safe: one trainer, one run at a time.
 */
public final class Trainer {
    private final LinkTask task;
    private final TrainingOptions options;
    private final RunControl control;
    private PhaseTimes times = new PhaseTimes();
    private List<EvaluationScores> scores = new ArrayList<>();

    /** A trainer for this task. */
    public Trainer(LinkTask task, TrainingOptions options, RunControl control) {
        this.task = task;
        this.options = options;
        this.control = control;
    }

    /** Ends a run between two batches. */
    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Interrupted() {
            super("interrupted between two batches", null, false, false);
        }
    }

    /**
     * Runs a model to the end, or to the interruption, after which the checkpoint of the last finished epoch is left.
     *
     * @throws NonFiniteResult at the first loss or score that is not finite, naming epoch, batch and query
     */
    public RunResult run(Scorer scorer) {
        times = new PhaseTimes();
        scores = new ArrayList<>();
        return scorer instanceof TrainableScorer model ? runTrained(model) : runHeuristic(scorer);
    }

    private RunResult runHeuristic(Scorer scorer) {
        List<Measure> measures = new ArrayList<>();
        try {
            scorer.reset();
            scorer.attach(task.trainingNeighbors());
            for (int b = 0; b < batches(); b++) {
                times.start();
                scorer.observe(batch(b));
                times.spent(Phase.OBSERVING);
                checkInterrupted();
            }
            Figures[] validation = validate(scorer, 0).figures();
            addFigures(measures, EvaluationSet.VALIDATION, validation[0]);
            addFigures(measures, EvaluationSet.NEW_NODE_VALIDATION, validation[1]);
            test(scorer, measures);
        } catch (Interrupted e) {
            return result(scorer, List.of(), 0, StopReason.INTERRUPTED, List.of());
        }
        return result(scorer, List.of(), 0, StopReason.NO_TRAINING, measures);
    }

    private RunResult runTrained(TrainableScorer model) {
        model.prepare(task.training());
        List<EpochResult> epochs = new ArrayList<>();
        EarlyStopping stopping = new EarlyStopping(options.patience());
        BestEpoch best = resume(model, epochs, stopping);
        List<Measure> measures = new ArrayList<>();
        try {
            while (epochs.size() < options.epochs() && !stopping.stops() && !control.timeIsUp(epochs)) {
                best = epoch(model, epochs, stopping, best);
            }
            if (best == null) {
                throw new IllegalStateException("no epoch was run");
            }
            EpochResult atBest = epochs.get(best.epoch() - 1);
            addFigures(measures, EvaluationSet.VALIDATION, new Figures(atBest.validationAp(), atBest.validationAuc()));
            addFigures(
                    measures, EvaluationSet.NEW_NODE_VALIDATION, new Figures(atBest.newNodeAp(), atBest.newNodeAuc()));
            model.loadParameters(best.parameters());
            model.restore(best.state());
            model.attach(task.allNeighbors());
            test(model, measures);
        } catch (Interrupted e) {
            return result(model, epochs, stopping.bestEpoch(), StopReason.INTERRUPTED, List.of());
        }
        StopReason stop = stopping.stops()
                ? StopReason.EARLY_STOPPING
                : epochs.size() < options.epochs() ? StopReason.TIME_LIMIT : StopReason.EPOCH_LIMIT;
        return result(model, epochs, stopping.bestEpoch(), stop, measures);
    }

    /** Takes up a checkpoint if there is one to take up; the best epoch so far, if any. */
    private @Nullable BestEpoch resume(TrainableScorer model, List<EpochResult> epochs, EarlyStopping stopping) {
        TrainingCheckpoint checkpoint = control.loadCheckpoint(settings(model));
        if (checkpoint == null) {
            return null;
        }
        model.loadParameters(checkpoint.parameters());
        model.loadOptimizerState(checkpoint.optimizer());
        times.add(checkpoint.phaseSeconds());
        for (EpochResult epoch : checkpoint.epochs()) {
            stopping.improves(epoch.epoch(), epoch.validationAp(), epoch.validationAuc());
            addScores(
                    EvaluationSet.VALIDATION, epoch.epoch(), checkpoint.scores().get(2 * epochs.size()));
            addScores(
                    EvaluationSet.NEW_NODE_VALIDATION,
                    epoch.epoch(),
                    checkpoint.scores().get(2 * epochs.size() + 1));
            epochs.add(epoch);
        }
        control.listener().resumed(epochs.size());
        return checkpoint.best();
    }

    private BestEpoch epoch(
            TrainableScorer model, List<EpochResult> epochs, EarlyStopping stopping, @Nullable BestEpoch best) {
        int epoch = epochs.size() + 1;
        int scoresBefore = scores.size();
        long start = System.nanoTime();
        double loss;
        Validation validation;
        long trained;
        try {
            loss = train(model, epoch);
            trained = System.nanoTime();
            validation = validate(model, epoch);
        } catch (Interrupted e) {
            scores.subList(scoresBefore, scores.size()).clear();
            throw e;
        }
        Figures transductive = validation.figures()[0];
        Figures newNode = validation.figures()[1];
        double evaluationSeconds = (System.nanoTime() - trained) * 1e-9;
        boolean improved = stopping.improves(epoch, transductive.averagePrecision(), transductive.rocAuc());
        EpochResult result = new EpochResult(
                epoch,
                loss,
                transductive.averagePrecision(),
                transductive.rocAuc(),
                newNode.averagePrecision(),
                newNode.rocAuc(),
                improved,
                (trained - start) * 1e-9,
                evaluationSeconds);
        epochs.add(result);
        times.start();
        Map<String, float[]> parameters = model.parameters();
        BestEpoch nowBest = improved || best == null ? new BestEpoch(epoch, parameters, validation.stateAfter()) : best;
        control.saveCheckpoint(() -> new TrainingCheckpoint(
                settings(model),
                parameters,
                model.optimizerState(),
                nowBest,
                epochs,
                scores.stream().map(EvaluationScores::scores).toList(),
                times.seconds()));
        times.spent(Phase.CHECKPOINTS);
        control.listener().epochFinished(result);
        return nowBest;
    }

    /** One pass over the training events; the mean loss of the batches. */
    private double train(TrainableScorer model, int epoch) {
        model.reset();
        model.attach(task.trainingNeighbors());
        double[] losses = new double[batches()];
        for (int b = 0; b < losses.length; b++) {
            times.start();
            EventBatch batch = batch(b);
            LinkQueries positives = positives(batch);
            LinkQueries negatives = negatives(positives, epoch, b);
            times.spent(Phase.NEGATIVES);
            losses[b] = model.trainBatch(positives, negatives, batch, epoch, b);
            times.spent(Phase.TRAINING);
            if (!Double.isFinite(losses[b])) {
                throw new NonFiniteResult("epoch " + epoch + ", training batch " + b, "loss", losses[b]);
            }
            control.listener().trained(epoch, b + 1, losses.length, losses[b]);
            checkInterrupted();
        }
        return NumpyMath.mean(losses);
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

    private LinkQueries negatives(LinkQueries positives, int epoch, int b) {
        int[] source = new int[positives.size()];
        int[] destination = new int[positives.size()];
        task.trainingNegatives().sample(batch(b), options.seed(), epoch, b, source, destination);
        return LinkQueries.of(source, destination, positives.time());
    }

    private int batches() {
        return Math.ceilDiv(task.training().size(), options.batchSize());
    }

    private EventBatch batch(int b) {
        EventStream training = task.training();
        int from = b * options.batchSize();
        return new EventBatch(training, from, Math.min(training.size(), from + options.batchSize()));
    }

    /** Figures of validation and new-node validation, and the state after validation. */
    private record Validation(Figures[] figures, ModelState stateAfter) {}

    /** Both validations from the present state; leaves the state after (transductive) validation. */
    private Validation validate(Scorer scorer, int epoch) {
        scorer.attach(task.allNeighbors());
        ModelState before = copyState(scorer);
        Figures transductive = evaluate(scorer, EvaluationSet.VALIDATION, epoch);
        ModelState after = copyState(scorer);
        scorer.restore(before);
        Figures newNode = evaluate(scorer, EvaluationSet.NEW_NODE_VALIDATION, epoch);
        scorer.restore(after);
        return new Validation(new Figures[] {transductive, newNode}, after);
    }

    /** All tests, each from the present state. */
    private void test(Scorer scorer, List<Measure> measures) {
        ModelState before = copyState(scorer);
        for (EvaluationSet set : EvaluationSet.values()) {
            if (set.isTest() && task.has(set)) {
                scorer.restore(before);
                addFigures(measures, set, evaluate(scorer, set, 0));
                if (set == EvaluationSet.TEST) {
                    measures.addAll(task.kinds()
                            .averagePrecision(
                                    set.label(),
                                    task.table(set),
                                    scores.getLast().scores()));
                }
            }
        }
    }

    private ModelState copyState(Scorer scorer) {
        times.start();
        ModelState state = scorer.state();
        times.spent(Phase.CHECKPOINTS);
        return state;
    }

    private Figures evaluate(Scorer scorer, EvaluationSet set, int epoch) {
        LinkTable table = task.table(set);
        BatchProgress progress = (done, batches) -> {
            control.listener().evaluated(epoch, set, done, batches);
            checkInterrupted();
        };
        String where = (epoch == 0 ? "" : "epoch " + epoch + ", ") + set.label();
        float[] evaluated = LinkPrediction.score(scorer, table, where, times, progress);
        addScores(set, epoch, evaluated);
        times.start();
        Figures figures = LinkPrediction.figures(table, evaluated);
        times.spent(Phase.METRICS);
        return figures;
    }

    private void addScores(EvaluationSet set, int epoch, float[] values) {
        scores.add(new EvaluationScores(set, epoch, task.table(set), values));
    }

    private void addFigures(List<Measure> measures, EvaluationSet set, Figures figures) {
        int events = task.table(set).events().size();
        if (events > 0) {
            measures.add(Measure.of(set.label(), Measure.AP, figures.averagePrecision(), events));
            measures.add(Measure.of(set.label(), Measure.AUC, figures.rocAuc(), events));
        }
    }

    private void checkInterrupted() {
        if (control.interrupted().getAsBoolean()) {
            throw new Interrupted();
        }
    }

    private Map<String, String> settings(Scorer scorer) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("model", scorer.name());
        settings.put("batch size", Integer.toString(options.batchSize()));
        settings.put("patience", Integer.toString(options.patience()));
        settings.put("seed", Long.toString(options.seed()));
        settings.put("events", sizes().toString());
        if (task.trainingNegatives().kind() != NegativeKind.RANDOM) {
            settings.put("training negatives", task.trainingNegatives().kind().label());
        }
        settings.putAll(control.settings());
        return settings;
    }

    /** Sizes of the sets, whichever negatives the tests have: those come after a checkpoint. */
    private Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        sizes.put("train", task.training().size());
        for (EvaluationSet set : EvaluationSet.values()) {
            if (task.has(set)) {
                String name = set.isTest()
                        ? EvaluationSet.test(NegativeKind.RANDOM, set.newNodes())
                                .label()
                        : set.label();
                sizes.put(name, task.table(set).events().size());
            }
        }
        return sizes;
    }

    private RunResult result(
            Scorer scorer, List<EpochResult> epochs, int bestEpoch, StopReason stop, List<Measure> measures) {
        times.start();
        ScoreDigest digest = new ScoreDigest();
        for (EvaluationScores evaluation : scores) {
            digest.add(evaluation.scores());
        }
        String hex = digest.hex();
        times.spent(Phase.METRICS);
        return new RunResult(
                scorer.name(),
                scorer.visibility(),
                options,
                task.splitSizes(),
                epochs,
                bestEpoch,
                stop,
                measures,
                scores,
                hex,
                times.byLabel());
    }
}
