package io.tgl.eval.cli;

import io.tgl.eval.train.AffinityTrainer;
import io.tgl.eval.train.ValidatedEpoch;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows how an affinity run goes on: a line an epoch with the time left. */
final class AffinityProgress implements AffinityTrainer.Listener {
    private final PrintWriter err;
    private final String run;
    private final int epochs;
    private int finished;
    private int finishedHere;
    private double secondsHere;

    /**
     * Begins to watch.
     *
     * @param run what runs, e.g. "tgnv2 on uci, seed 0"
     * @param epochs that it is granted, 0 without training
     */
    AffinityProgress(PrintWriter err, String run, int epochs) {
        this.err = err;
        this.run = run;
        this.epochs = epochs;
        err.println(run + (epochs == 0 ? "" : ": " + epochs + (epochs == 1 ? " epoch" : " epochs") + " at most"));
        err.flush();
    }

    @Override
    public void resumed(int finishedEpochs) {
        finished = finishedEpochs;
        err.println(run + ": goes on after epoch " + finishedEpochs);
        err.flush();
    }

    @Override
    public void epoch(ValidatedEpoch e) {
        finished = e.epoch();
        finishedHere++;
        secondsHere += e.seconds();
        long left = Math.round(secondsHere / finishedHere * (epochs - finished));
        err.printf(
                Locale.ROOT,
                "%s: epoch %d of %d, loss %.4f, validation NDCG@10 %.4f, %.1f s%s, %s left at most%n",
                run,
                e.epoch(),
                epochs,
                e.loss(),
                e.validation(),
                e.seconds(),
                e.improved() ? ", best so far" : "",
                left < 60 ? left + " s" : left / 60 + " min " + left % 60 + " s");
        err.flush();
    }

    /** Epochs that are finished, also before a resumption. */
    int finished() {
        return finished;
    }
}
