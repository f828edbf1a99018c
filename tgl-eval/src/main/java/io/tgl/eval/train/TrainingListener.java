package io.tgl.eval.train;

import io.tgl.eval.task.EvaluationSet;

/** Hears how a run goes on: for progress bars and logs. Called from the thread that runs. */
public interface TrainingListener {
    /** Hears nothing. */
    TrainingListener NONE = new TrainingListener() {};

    /**
     * A batch of training is finished.
     *
     * @param epoch from 1
     * @param done finished batches of the epoch
     * @param batches batches an epoch
     * @param loss loss of this batch
     */
    default void trained(int epoch, int done, int batches, double loss) {}

    /**
     * A batch of an evaluation is finished.
     *
     * @param epoch from 1; 0 for the evaluation at the end
     * @param set what is evaluated
     * @param done finished batches
     * @param batches batches of the set
     */
    default void evaluated(int epoch, EvaluationSet set, int done, int batches) {}

    /** An epoch is finished, its evaluation included. */
    default void epochFinished(EpochResult result) {}

    /** Training goes on from a checkpoint after this many finished epochs. */
    default void resumed(int finishedEpochs) {}
}
