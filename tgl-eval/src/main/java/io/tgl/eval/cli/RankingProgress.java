package io.tgl.eval.cli;

import io.tgl.eval.task.RankingTask;
import io.tgl.eval.train.RankingTrainer;
import io.tgl.eval.train.ValidatedEpoch;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows how a ranking run goes on: a line an epoch with the time left. Remembers the largest heap in use. */
final class RankingProgress implements RankingTrainer.Listener {
    private final PrintWriter err;
    private final String run;
    private final int epochs;
    private final String metric;
    private final long allSteps;
    private final long start = System.nanoTime();
    private final long epochSteps;
    private long steps;
    private long resumedSteps;
    private int finishedEpochs;
    private long peakHeapBytes;

    /**
     * Begins to watch.
     *
     * @param run what runs, e.g. "tgb-tgn, seed 0"
     * @param epochs that it is granted, 0 without training
     */
    RankingProgress(PrintWriter err, String run, int epochs, RankingTask task, int batchSize) {
        this.err = err;
        this.run = run;
        this.epochs = epochs;
        this.metric = task.choice().metric();
        this.epochSteps = Math.ceilDiv(task.training().size(), batchSize)
                + (long) task.validation().batches();
        this.allSteps = Math.max(1, epochs) * epochSteps + task.test().batches();
        err.println(run + (epochs == 0 ? "" : ": " + epochs + (epochs == 1 ? " epoch" : " epochs") + " at most"));
        err.flush();
    }

    @Override
    public void batch(String what, int done, int batches) {
        steps++;
        Runtime jvm = Runtime.getRuntime();
        peakHeapBytes = Math.max(peakHeapBytes, jvm.totalMemory() - jvm.freeMemory());
    }

    @Override
    public void resumed(int epochsBefore) {
        finishedEpochs = epochsBefore;
        steps = epochsBefore * epochSteps;
        resumedSteps = steps;
        err.println(run + ": goes on after epoch " + epochsBefore);
        err.flush();
    }

    @Override
    public void epoch(ValidatedEpoch e) {
        finishedEpochs = e.epoch();
        err.printf(
                Locale.ROOT,
                "%s: epoch %d of %d, loss %.4f, validation %s %.4f, %.1f s%s, %s left%n",
                run,
                e.epoch(),
                epochs,
                e.loss(),
                metric,
                e.validation(),
                e.seconds(),
                e.improved() ? ", best so far" : "",
                timeLeft());
        err.flush();
    }

    private String timeLeft() {
        double perStep = (System.nanoTime() - start) * 1e-9 / Math.max(1, steps - resumedSteps);
        long seconds = Math.round(perStep * (allSteps - steps));
        return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }

    /** Epochs that are finished, also before a resumption. */
    int finishedEpochs() {
        return finishedEpochs;
    }

    /** The largest heap in use that was seen, after any batch. */
    long peakHeapBytes() {
        return peakHeapBytes;
    }
}
