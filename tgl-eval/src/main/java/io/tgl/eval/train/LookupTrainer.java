package io.tgl.eval.train;

import io.tgl.core.kernel.Compute;
import io.tgl.core.optim.Adam;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.CrossEntropyOp;
import io.tgl.datasets.synthetic.DictionaryLookup;
import io.tgl.models.snapshot.LookupNetwork;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Trains a network on dictionaries as published: batches of 1,024 graphs, Adam at 1e-3, halved after 10 evaluations of the
 * training accuracy without a better one, until all training answers are right or 20 evaluations bring nothing.
 */
public final class LookupTrainer {
    private static final int BATCH = 1024;
    private static final double LEARNING_RATE = 1e-3;
    private static final int INTERVAL = 10;
    private static final int HALVING = 10;
    private static final int PATIENCE = 20;

    private final DictionaryLookup task;
    private final int epochs;
    private final Compute compute;
    private final BooleanSupplier interrupted;

    /**
     * What came of it.
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
     * @param interrupted polled before each epoch
     */
    public LookupTrainer(DictionaryLookup task, int epochs, Compute compute, BooleanSupplier interrupted) {
        this.task = task;
        this.epochs = epochs;
        this.compute = compute;
        this.interrupted = interrupted;
    }

    /** Trains the network; {@code seed} decides the order of the graphs. */
    public Result run(LookupNetwork network, int seed) {
        NumpyRandomState random = new NumpyRandomState(seed);
        Adam adam = new Adam(network.parameters(), LEARNING_RATE);
        double rate = LEARNING_RATE;
        double best = -1;
        int waited = 0;
        int epoch = 0;
        double accuracy = 0;
        while (epoch < epochs && accuracy < 1 && waited < PATIENCE) {
            if (interrupted.getAsBoolean()) {
                throw new CancellationException("interrupted in epoch " + (epoch + 1));
            }
            epoch(network, adam, random.permutation(task.training().length));
            epoch++;
            if (epoch % INTERVAL == 0 || epoch == epochs) {
                accuracy = accuracy(network, task.training());
                waited = accuracy > best ? 0 : waited + 1;
                best = Math.max(best, accuracy);
                if (waited > 0 && waited % HALVING == 0) {
                    rate /= 2;
                    adam.setLearningRate(rate);
                }
            }
        }
        return new Result(epoch, accuracy, accuracy(network, task.test()));
    }

    private void epoch(LookupNetwork network, Adam adam, int[] order) {
        Tape tape = new Tape(compute, true);
        for (int from = 0; from < order.length; from += BATCH) {
            int[][] graphs = IntStream.range(from, Math.min(order.length, from + BATCH))
                    .mapToObj(i -> task.training()[order[i]])
                    .toArray(int[][]::new);
            Tensor logits = network.logits(tape, graphs);
            int[] rows = IntStream.range(0, logits.rows()).toArray();
            tape.backward(CrossEntropyOp.apply(tape, logits, rows, answers(graphs)));
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
            right += right(network.logits(tape, batch), answers(batch));
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
