package io.tgl.eval.train;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Initializers;
import io.tgl.core.optim.Adam;
import io.tgl.core.random.RandomStreams;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.BinaryCrossEntropyOp;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.eval.metric.NumpyMath;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.task.ClassificationTask;
import io.tgl.eval.task.NonFiniteResult;
import io.tgl.models.head.ClassificationHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Trains a classification head on embeddings that stay as they are: batches in order of time, Adam, early stopping on the
 * validation set's ROC AUC, the best epoch's head scored. Same seed, same bits on any threads and kernels.
 */
public final class ClassifierTrainer {
    private final ClassificationTask task;
    private final FeatureTable embeddings;
    private final Settings settings;
    private final Compute compute;
    private final Parameters parameters = new Parameters();
    private final ClassificationHead head;
    private final float positiveWeight;
    private final float negativeWeight;

    /**
     * How the head is trained.
     *
     * @param options epochs, patience, batch size, seed
     * @param dropout behind each inner layer
     * @param learningRate of Adam
     * @param balanced whether each class counts the inverse of its share of the training events, halved
     */
    public record Settings(TrainingOptions options, float dropout, double learningRate, boolean balanced) {
        /** Checks the ranges. */
        public Settings {
            if (!(dropout >= 0 && dropout < 1) || !(learningRate > 0)) {
                throw InvalidInput.at(
                        "classifier", "0 <= dropout < 1, learning rate > 0", dropout + ", " + learningRate);
            }
        }
    }

    /**
     * What came of it.
     *
     * @param losses mean training loss of each epoch
     * @param validationAucs ROC AUC on the validation set after each epoch
     * @param bestEpoch epoch whose head was scored, from 1
     * @param stop why training ended
     * @param validation probabilities of the validation events
     * @param test probabilities of the test events
     * @param parameters trained values
     */
    public record Result(
            List<Double> losses,
            List<Double> validationAucs,
            int bestEpoch,
            StopReason stop,
            float[] validation,
            float[] test,
            long parameters) {}

    /**
     * A trainer of a fresh head.
     *
     * @param embeddings a row an event
     */
    public ClassifierTrainer(ClassificationTask task, FeatureTable embeddings, Settings settings, Compute compute) {
        this.task = task;
        this.embeddings = embeddings;
        this.settings = settings;
        this.compute = compute;
        Initializers init = new Initializers(settings.options().seed(), compute.kernels());
        this.head = new ClassificationHead(parameters, init, "classifier", embeddings.width());
        double n = task.validationStart();
        this.positiveWeight = settings.balanced() ? (float) (n / (2 * task.trainingPositives())) : 1f;
        this.negativeWeight = settings.balanced() ? (float) (n / (2 * (n - task.trainingPositives()))) : 1f;
    }

    /** Trains and scores. */
    public Result run() {
        Adam adam = new Adam(parameters, settings.learningRate());
        EarlyStopping stopping = new EarlyStopping(settings.options().patience());
        List<Double> losses = new ArrayList<>();
        List<Double> aucs = new ArrayList<>();
        Map<String, float[]> best = parameters.values();
        while (losses.size() < settings.options().epochs() && !stopping.stops()) {
            int epoch = losses.size() + 1;
            losses.add(epoch(adam, epoch));
            double auc = task.rocAuc(Measure.VALIDATION, scores(Measure.VALIDATION));
            aucs.add(auc);
            if (stopping.improves(epoch, auc, auc)) {
                best = parameters.values();
            }
        }
        parameters.load(best);
        return new Result(
                losses,
                aucs,
                stopping.bestEpoch(),
                stopping.stops() ? StopReason.EARLY_STOPPING : StopReason.EPOCH_LIMIT,
                scores(Measure.VALIDATION),
                scores(Measure.TEST),
                best.values().stream().mapToLong(values -> values.length).sum());
    }

    private double epoch(Adam adam, int epoch) {
        Tape tape = new Tape(compute, true);
        int size = settings.options().batchSize();
        double[] losses = new double[Math.ceilDiv(task.validationStart(), size)];
        for (int b = 0; b < losses.length; b++) {
            int from = b * size;
            int n = Math.min(task.validationStart() - from, size);
            float[] target = new float[n];
            float[] weight = new float[n];
            for (int i = 0; i < n; i++) {
                boolean positive = task.positive()[from + i];
                target[i] = positive ? 1f : 0f;
                weight[i] = positive ? positiveWeight : negativeWeight;
            }
            Tensor logits =
                    head.logits(tape, rows(tape, from, n), dropout("first", epoch, b), dropout("second", epoch, b));
            Tensor loss = BinaryCrossEntropyOp.apply(tape, logits, target, weight);
            tape.backward(loss);
            losses[b] = loss.data()[0];
            if (!Double.isFinite(losses[b])) {
                throw new NonFiniteResult("classifier, epoch " + epoch + ", batch " + b, "loss", losses[b]);
            }
            adam.step(compute.workers());
            tape.reset();
        }
        return NumpyMath.mean(losses);
    }

    private Dropout dropout(String place, int epoch, int batch) {
        long key = RandomStreams.key(settings.options().seed(), "dropout/classifier/" + place);
        return new Dropout(settings.dropout(), key, epoch, batch);
    }

    private Tensor rows(Tape tape, int from, int n) {
        int width = embeddings.width();
        float[] x = tape.scratch(n * width);
        for (int i = 0; i < n; i++) {
            embeddings.copyRow(from + i, x, i * width);
        }
        return Tensor.constant(x, n, width);
    }

    private float[] scores(String split) {
        Tape tape = new Tape(compute, false);
        int size = settings.options().batchSize();
        float[] scores = new float[task.to(split) - task.from(split)];
        for (int from = 0; from < scores.length; from += size) {
            int n = Math.min(size, scores.length - from);
            Tensor logits = head.logits(tape, rows(tape, task.from(split) + from, n), Dropout.NONE, Dropout.NONE);
            compute.kernels().sigmoid(logits.data(), 0, scores, from, n);
            tape.reset();
        }
        return scores;
    }
}
