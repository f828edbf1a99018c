package io.tgl.eval.record;

/** Why training ended. */
public enum StopReason {
    /** There is nothing to train. */
    NO_TRAINING,
    /** Validation did not improve for as many epochs as the protocol grants. */
    EARLY_STOPPING,
    /** The last granted epoch was reached. */
    EPOCH_LIMIT,
    /** The first epoch past the granted time was finished. */
    TIME_LIMIT,
    /** Somebody ended it. */
    INTERRUPTED
}
