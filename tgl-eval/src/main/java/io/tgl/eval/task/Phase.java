package io.tgl.eval.task;

/** What a run spends its time on. */
public enum Phase {
    /** Drawing negatives. */
    NEGATIVES("negatives"),
    /** Training steps of the model. */
    TRAINING("training"),
    /** Scoring of evaluation queries. */
    SCORING("scoring"),
    /** Advancing the state by evaluated events. */
    OBSERVING("observing"),
    /** Metrics and digest. */
    METRICS("metrics"),
    /** Copying state and writing checkpoints. */
    CHECKPOINTS("checkpoints");

    private final String label;

    Phase(String label) {
        this.label = label;
    }

    /** Name in records. */
    public String label() {
        return label;
    }
}
