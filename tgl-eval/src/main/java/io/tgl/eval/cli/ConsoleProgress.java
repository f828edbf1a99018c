package io.tgl.eval.cli;

import io.tgl.eval.task.EvaluationSet;
import io.tgl.eval.task.LinkTask;
import io.tgl.eval.train.EpochResult;
import io.tgl.eval.train.TrainingListener;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows how a run goes on: a bar with the time left where standard error is a terminal, otherwise a line an epoch. The
 * time left assumes that every granted epoch is needed; early stopping ends sooner. Remembers the largest heap in use.
 */
final class ConsoleProgress implements TrainingListener, AutoCloseable {
    private static final int WIDTH = 110;
    private static final int REFRESH_MILLISECONDS = 250;

    private final PrintWriter err;
    private final String task;
    private final int epochs;
    private final long epochSteps;
    private final long allSteps;
    private final @Nullable ProgressBar bar;
    private final long start = System.nanoTime();
    private long steps;
    private long resumedSteps;
    private long peakHeapBytes;

    /**
     * Begins to watch.
     *
     * @param task what runs, e.g. "TGN, seed 0"
     * @param epochs that it is granted, 0 without training
     */
    ConsoleProgress(PrintWriter err, String task, int epochs, int batchSize, LinkTask data) {
        this.err = err;
        this.task = task;
        this.epochs = epochs;
        long evaluations = batches(data, EvaluationSet.VALIDATION) + batches(data, EvaluationSet.NEW_NODE_VALIDATION);
        this.epochSteps = Math.ceilDiv(data.training().size(), batchSize) + evaluations;
        this.allSteps = (epochs == 0 ? evaluations : epochs * epochSteps)
                + Arrays.stream(EvaluationSet.values())
                        .filter(set -> set.isTest() && data.has(set))
                        .mapToLong(set -> batches(data, set))
                        .sum();
        this.bar = isTerminal() ? bar() : null;
        if (bar == null) {
            err.println(
                    task + (epochs == 0 ? "" : ": " + epochs + (epochs == 1 ? " epoch at most" : " epochs at most")));
        }
    }

    private static long batches(LinkTask data, EvaluationSet set) {
        return data.table(set).batches();
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    private ProgressBar bar() {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(allSteps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REFRESH_MILLISECONDS)
                .setConsumer(new DelegatingProgressBarConsumer(
                        line -> {
                            err.print("\r" + line);
                            err.flush();
                        },
                        WIDTH))
                .build();
    }

    @Override
    public void trained(int epoch, int done, int batches, double loss) {
        step(String.format(Locale.ROOT, " epoch %d of %d, loss %.4f", epoch, epochs, loss));
    }

    @Override
    public void evaluated(int epoch, EvaluationSet set, int done, int batches) {
        step((epoch == 0 ? "" : " epoch " + epoch + " of " + epochs + ",") + " " + set.label());
    }

    private void step(String now) {
        steps++;
        Runtime jvm = Runtime.getRuntime();
        peakHeapBytes = Math.max(peakHeapBytes, jvm.totalMemory() - jvm.freeMemory());
        if (bar != null) {
            bar.setExtraMessage(now);
            bar.stepTo(Math.min(allSteps, steps));
        }
    }

    @Override
    public void epochFinished(EpochResult e) {
        if (bar == null) {
            err.printf(
                    Locale.ROOT,
                    "%s: epoch %d of %d, loss %.4f, validation AP %.4f, new-node AP %.4f, %.1f s%s, %s left%n",
                    task,
                    e.epoch(),
                    epochs,
                    e.loss(),
                    e.validationAp(),
                    e.newNodeAp(),
                    e.trainSeconds() + e.evaluationSeconds(),
                    e.improved() ? ", best so far" : "",
                    timeLeft());
        }
    }

    private String timeLeft() {
        double perStep = (System.nanoTime() - start) * 1e-9 / Math.max(1, steps - resumedSteps);
        long seconds = Math.round(perStep * (allSteps - steps));
        return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }

    @Override
    public void resumed(int finishedEpochs) {
        steps = finishedEpochs * epochSteps;
        resumedSteps = steps;
        if (bar == null) {
            err.println(task + ": goes on after epoch " + finishedEpochs);
        } else {
            bar.stepTo(steps);
        }
    }

    /** The largest heap in use that was seen, after any batch. */
    long peakHeapBytes() {
        return peakHeapBytes;
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            err.println();
        }
    }
}
