package io.tgl.eval.task;

/** Hears of every finished batch; may end the evaluation by an exception. */
@FunctionalInterface
public interface BatchProgress {
    /** {@code done} of {@code batches} batches are finished. */
    void batchDone(int done, int batches);
}
