package io.tgl.eval.train;

import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.optim.Adam;
import io.tgl.core.optim.GradientClipping;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.CrossEntropyOp;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.datasets.synthetic.DictionaryLookup;
import io.tgl.models.snapshot.LookupNetwork;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Trains a network on dictionaries as the program of Brody et al. (ICLR 2022) does: batches of 1,024 graphs, Adam at 1e-3,
 * gradients clipped to length 1, half of the layer's output dropped; the rate is halved after more than 10 evaluations
 * without a better test accuracy, and training ends when all test answers are right or 20 evaluations bring nothing. That
 * program drops when it evaluates too, which is not done here.
 */
public final class LookupTrainer {
    /** Dropout of the layer's output in the published program. */
    public static final double DROPOUT = 0.5;

    private static final int BATCH = 1024;
    private static final double LEARNING_RATE = 1e-3;
    private static final double LONGEST_GRADIENT = 1;
    private static final int INTERVAL = 10;
    private static final int HALVING = 10;
    private static final int PATIENCE = 20;
    private static final double LEAST_GAIN = 1e-4;

    private final DictionaryLookup task;
    private final int epochs;
    private final float dropout;
    private final Compute compute;
    private final Consumer<Result> evaluated;
    private final BooleanSupplier interrupted;

    /**
     * What came of it so far.
     *
     * @param epochs trained
     * @param training fraction of right answers on the training graphs
     * @param test on the others
     */
    public record Result(int epochs, double training, double test) {}

    /**
     * A trainer.
     *
     * @param epochs at most
     * @param dropout share of the layer's output that is dropped in training
     * @param evaluated told after every tenth epoch and after the last
     * @param interrupted polled before each epoch
     */
    public LookupTrainer(
            DictionaryLookup task,
            int epochs,
            double dropout,
            Compute compute,
            Consumer<Result> evaluated,
            BooleanSupplier interrupted) {
        this.task = task;
        this.epochs = epochs;
        this.dropout = (float) dropout;
        this.compute = compute;
        this.evaluated = evaluated;
        this.interrupted = interrupted;
    }

    /** Trains the network; {@code seed} decides the order of the graphs and what is dropped. */
    public Result run(LookupNetwork network, int seed) {
        NumpyRandomState random = new NumpyRandomState(seed);
        Adam adam = new Adam(network.parameters(), LEARNING_RATE);
        double rate = LEARNING_RATE;
        double best = -1;
        int waited = 0;
        int waitedAtRate = 0;
        Result result = new Result(0, 0, 0);
        while (result.epochs < epochs && result.test < 1 && waited < PATIENCE) {
            int last = Math.min(epochs, result.epochs + INTERVAL);
            for (int epoch = result.epochs + 1; epoch <= last; epoch++) {
                if (interrupted.getAsBoolean()) {
                    throw new CancellationException("interrupted in epoch " + epoch);
                }
                epoch(network, adam, random.permutation(task.training().length), new Dropouts(dropout, seed, epoch, 0));
            }
            result = new Result(last, accuracy(network, task.training()), accuracy(network, task.test()));
            evaluated.accept(result);
            boolean better = result.test > best + LEAST_GAIN;
            best = better ? result.test : best;
            waited = better ? 0 : waited + 1;
            waitedAtRate = better ? 0 : waitedAtRate + 1;
            if (waitedAtRate > HALVING) {
                waitedAtRate = 0;
                rate /= 2;
                adam.setLearningRate(rate);
            }
        }
        return result;
    }

    private void epoch(LookupNetwork network, Adam adam, int[] order, Dropouts dropped) {
        Tape tape = new Tape(compute, true);
        for (int from = 0; from < order.length; from += BATCH) {
            int[][] graphs = IntStream.range(from, Math.min(order.length, from + BATCH))
                    .mapToObj(i -> task.training()[order[i]])
                    .toArray(int[][]::new);
            Dropouts ofBatch = new Dropouts(dropped.probability(), dropped.seed(), dropped.epoch(), from / BATCH);
            Tensor logits = network.logits(tape, graphs, ofBatch.of("layer"));
            int[] rows = IntStream.range(0, logits.rows()).toArray();
            tape.backward(CrossEntropyOp.apply(tape, logits, rows, answers(graphs)));
            GradientClipping.clip(network.parameters(), LONGEST_GRADIENT);
            adam.step(compute.workers());
            tape.reset();
        }
    }

    private int[] answers(int[][] graphs) {
        int[] answer = new int[graphs.length * task.k()];
        for (int i = 0; i < answer.length; i++) {
            answer[i] = graphs[i / task.k()][i % task.k()];
        }
        return answer;
    }

    private double accuracy(LookupNetwork network, int[][] graphs) {
        Tape tape = new Tape(compute, false);
        long right = 0;
        for (int from = 0; from < graphs.length; from += BATCH) {
            int[][] batch = Arrays.copyOfRange(graphs, from, Math.min(graphs.length, from + BATCH));
            right += right(network.logits(tape, batch, Dropout.NONE), answers(batch));
            tape.reset();
        }
        return right / ((double) graphs.length * task.k());
    }

    private static int right(Tensor logits, int[] answer) {
        int k = logits.columns();
        int right = 0;
        for (int r = 0; r < answer.length; r++) {
            int best = 0;
            for (int c = 1; c < k; c++) {
                best = logits.data()[r * k + c] > logits.data()[r * k + best] ? c : best;
            }
            right += best == answer[r] ? 1 : 0;
        }
        return right;
    }
}
