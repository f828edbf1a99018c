package io.tgl.eval.train;

import io.tgl.core.kernel.Compute;
import io.tgl.core.optim.Adam;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.CrossEntropyOp;
import io.tgl.datasets.format.LabeledGraph;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.task.NonFiniteResult;
import io.tgl.models.snapshot.NodeClassifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Trains a classifier of the nodes of one static graph: each epoch one step on all training nodes (cross-entropy, Adam, L2
 * penalty), then loss and accuracy on the validation nodes without dropout. Same seed, same bits on any threads and kernels.
 */
public final class NodeClassTrainer {
    private final LabeledGraph graph;
    private final Settings settings;
    private final Compute compute;
    private final BooleanSupplier interrupted;

    /**
     * How training goes.
     *
     * @param epochs at most
     * @param rule of this run alone
     * @param penaltyInLoss whether the validation loss that the rule sees includes the L2 penalty
     */
    public record Settings(int epochs, StoppingRule rule, boolean penaltyInLoss) {}

    /**
     * What came of it.
     *
     * @param losses training loss of each epoch, with dropout, without penalty
     * @param validationLosses as the rule saw them
     * @param validationAccuracies after each epoch
     * @param keptEpoch epoch whose weights were kept, from 1
     * @param stop why training ended
     * @param logits of all nodes with those weights, [nodes, classes]
     */
    public record Result(
            List<Double> losses,
            List<Double> validationLosses,
            List<Double> validationAccuracies,
            int keptEpoch,
            StopReason stop,
            float[] logits) {}

    /**
     * A trainer.
     *
     * @param interrupted polled before each epoch
     */
    public NodeClassTrainer(LabeledGraph graph, Settings settings, Compute compute, BooleanSupplier interrupted) {
        this.graph = graph;
        this.settings = settings;
        this.compute = compute;
        this.interrupted = interrupted;
    }

    /** Trains the model; it then has the weights that were kept. */
    public Result run(NodeClassifier model) {
        Parameters parameters = model.parameters();
        Adam adam = new Adam(parameters, model.learningRate(), model::penalty);
        Tape training = new Tape(compute, true);
        Tape scoring = new Tape(compute, false);
        List<Double> losses = new ArrayList<>();
        List<Double> validationLosses = new ArrayList<>();
        List<Double> accuracies = new ArrayList<>();
        Map<String, float[]> kept = parameters.values();
        int keptEpoch = 0;
        boolean stopped = false;
        while (losses.size() < settings.epochs() && !stopped) {
            if (interrupted.getAsBoolean()) {
                throw new CancellationException("interrupted in epoch " + (losses.size() + 1));
            }
            int epoch = losses.size() + 1;
            losses.add(step(model, adam, training, epoch));
            Tensor logits = model.logits(scoring, 0);
            validationLosses.add(validationLoss(model, scoring, logits));
            accuracies.add(accuracy(logits.data(), graph, graph.validation()));
            scoring.reset();
            StoppingRule.Verdict verdict =
                    settings.rule().after(epoch, validationLosses.getLast(), accuracies.getLast());
            stopped = verdict.stop();
            if (verdict.keep()) {
                keptEpoch = epoch;
                copy(parameters, kept);
            }
        }
        parameters.load(kept);
        return new Result(
                losses,
                validationLosses,
                accuracies,
                keptEpoch,
                stopped ? StopReason.EARLY_STOPPING : StopReason.EPOCH_LIMIT,
                logits(model, scoring));
    }

    private double step(NodeClassifier model, Adam adam, Tape tape, int epoch) {
        Tensor logits = model.logits(tape, epoch);
        Tensor loss = CrossEntropyOp.apply(tape, logits, graph.training(), graph.labelsOf(graph.training()));
        double value = loss.data()[0];
        if (!Double.isFinite(value)) {
            throw new NonFiniteResult(model.name() + ", epoch " + epoch, "loss", value);
        }
        tape.backward(loss);
        adam.step(compute.workers());
        tape.reset();
        return value;
    }

    private double validationLoss(NodeClassifier model, Tape tape, Tensor logits) {
        int[] nodes = graph.validation();
        double loss =
                CrossEntropyOp.apply(tape, logits, nodes, graph.labelsOf(nodes)).data()[0];
        if (settings.penaltyInLoss()) {
            for (Map.Entry<String, Tensor> p : model.parameters().asMap().entrySet()) {
                double penalty = model.penalty(p.getKey());
                float[] v = p.getValue().data();
                loss += penalty == 0
                        ? 0
                        : penalty
                                / 2
                                * compute.kernels().dot(v, 0, v, 0, p.getValue().size());
            }
        }
        return loss;
    }

    private static void copy(Parameters parameters, Map<String, float[]> kept) {
        parameters
                .asMap()
                .forEach((name, t) -> kept.computeIfPresent(name, (_, array) -> {
                    System.arraycopy(t.data(), 0, array, 0, t.size());
                    return array;
                }));
    }

    private float[] logits(NodeClassifier model, Tape tape) {
        Tensor logits = model.logits(tape, 0);
        float[] copy = Arrays.copyOf(logits.data(), logits.size());
        tape.reset();
        return copy;
    }

    /**
     * Fraction of the nodes whose largest logit is that of their class; of equal logits the first counts.
     *
     * @param logits [nodes, classes] of all nodes
     */
    public static double accuracy(float[] logits, LabeledGraph graph, int[] nodes) {
        return correct(logits, graph, nodes) / (double) nodes.length;
    }

    /** How many of the nodes that are. */
    public static int correct(float[] logits, LabeledGraph graph, int[] nodes) {
        int correct = 0;
        int classes = graph.classes();
        for (int node : nodes) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = logits[node * classes + c] > logits[node * classes + best] ? c : best;
            }
            correct += best == graph.labels()[node] ? 1 : 0;
        }
        return correct;
    }
}
