package io.tgl.eval.train;

import io.tgl.core.event.EventBatch;
import io.tgl.core.graph.NeighborSource;
import io.tgl.eval.metric.NumpyMath;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.task.ClassificationTask;
import io.tgl.eval.task.NonFiniteResult;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.query.LinkQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Trains a link model itself to tell the classes of events: its score of an event's pair is the probability of the positive
 * class. Events are scored before they are observed. The rarer class is repeated so often that both count about the same
 * (inverse training frequency, to a whole number); models embed a repeated query once. Early stopping on the validation
 * set's ROC AUC; the best epoch is tested from its state after validation.
 */
public final class EventClassTrainer {
    private final ClassificationTask task;
    private final NeighborSource neighbors;
    private final TrainingOptions options;
    private final BooleanSupplier interrupted;
    private final int positiveCopies;
    private final int negativeCopies;

    /**
     * A trainer for this task.
     *
     * @param neighbors of all events; queries see what is before them
     * @param interrupted polled between batches; true ends the run
     */
    public EventClassTrainer(
            ClassificationTask task, NeighborSource neighbors, TrainingOptions options, BooleanSupplier interrupted) {
        this.task = task;
        this.neighbors = neighbors;
        this.options = options;
        this.interrupted = interrupted;
        double positives = task.trainingPositives();
        double negatives = task.validationStart() - positives;
        this.positiveCopies = (int) Math.max(1, Math.rint(negatives / positives));
        this.negativeCopies = (int) Math.max(1, Math.rint(positives / negatives));
    }

    /**
     * Trains and scores.
     *
     * @throws CancellationException if it was interrupted
     */
    public ClassifierTrainer.Result run(TrainableScorer model) {
        EarlyStopping stopping = new EarlyStopping(options.patience());
        List<Double> losses = new ArrayList<>();
        List<Double> aucs = new ArrayList<>();
        Map<String, float[]> best = model.parameters();
        ModelState afterBest = model.state();
        float[] validation = new float[0];
        while (losses.size() < options.epochs() && !stopping.stops()) {
            int epoch = losses.size() + 1;
            losses.add(epoch(model, epoch));
            float[] scores = scores(model, Measure.VALIDATION);
            double auc = task.rocAuc(Measure.VALIDATION, scores);
            aucs.add(auc);
            if (stopping.improves(epoch, auc, auc)) {
                best = model.parameters();
                afterBest = model.state();
                validation = scores;
            }
        }
        model.loadParameters(best);
        model.restore(afterBest);
        return new ClassifierTrainer.Result(
                losses,
                aucs,
                stopping.bestEpoch(),
                stopping.stops() ? StopReason.EARLY_STOPPING : StopReason.EPOCH_LIMIT,
                validation,
                scores(model, Measure.TEST),
                best.values().stream().mapToLong(values -> values.length).sum());
    }

    private double epoch(TrainableScorer model, int epoch) {
        model.reset();
        model.attach(neighbors);
        double[] losses = new double[Math.ceilDiv(task.validationStart(), options.batchSize())];
        for (int b = 0; b < losses.length; b++) {
            EventBatch batch = batch(b * options.batchSize(), task.validationStart());
            losses[b] = model.trainBatch(
                    queries(batch, true, positiveCopies), queries(batch, false, negativeCopies), batch, epoch, b);
            if (!Double.isFinite(losses[b])) {
                throw new NonFiniteResult("epoch " + epoch + ", training batch " + b, "loss", losses[b]);
            }
            checkInterrupted();
        }
        return NumpyMath.mean(losses);
    }

    private EventBatch batch(int from, int end) {
        return new EventBatch(task.events(), from, Math.min(end, from + options.batchSize()));
    }

    /** The batch's events of one class, each so often, in order. */
    private LinkQueries queries(EventBatch batch, boolean positive, int copies) {
        int n = 0;
        for (int i = 0; i < batch.size(); i++) {
            n += task.positive()[batch.from() + i] == positive ? copies : 0;
        }
        LinkQueries queries = LinkQueries.of(new int[n], new int[n], new long[n]);
        int at = 0;
        for (int i = 0; i < batch.size(); i++) {
            for (int c = 0; c < copies && task.positive()[batch.from() + i] == positive; c++) {
                queries.source()[at] = batch.source(i);
                queries.destination()[at] = batch.destination(i);
                queries.time()[at++] = batch.time(i);
            }
        }
        return queries;
    }

    private float[] scores(TrainableScorer model, String split) {
        float[] scores = new float[task.to(split) - task.from(split)];
        float[] some = new float[options.batchSize()];
        for (int from = task.from(split); from < task.to(split); from += options.batchSize()) {
            EventBatch batch = batch(from, task.to(split));
            int n = batch.size();
            LinkQueries asked = LinkQueries.of(new int[n], new int[n], new long[n]);
            for (int i = 0; i < n; i++) {
                asked.source()[i] = batch.source(i);
                asked.destination()[i] = batch.destination(i);
                asked.time()[i] = batch.time(i);
            }
            model.score(asked, some);
            System.arraycopy(some, 0, scores, from - task.from(split), n);
            model.observe(batch);
            checkInterrupted();
        }
        return scores;
    }

    private void checkInterrupted() {
        if (interrupted.getAsBoolean()) {
            throw new CancellationException("interrupted between two batches");
        }
    }
}
