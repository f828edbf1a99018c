package io.tgl.eval.task;

/** Which events a prediction of labels may see. */
public enum LabelVisibility {
    /** Events before the label's time only: a batch is cut at every label time. */
    STRICT("strict", "events before the label time"),
    /**
     * The loop of the Temporal Graph Benchmark: when a batch passes a label time, its events before the next label time are
     * seen too, so up to a batch of the period that is asked about; at most one label time a batch.
     */
    TGB("tgb", "TGB's loop: events of the batch up to the next label time");

    private final String label;
    private final String description;

    LabelVisibility(String label, String description) {
        this.label = label;
        this.description = description;
    }

    /** As on the command line. */
    public String label() {
        return label;
    }

    /** For records. */
    public String describe() {
        return description;
    }
}
