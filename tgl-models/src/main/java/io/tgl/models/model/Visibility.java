package io.tgl.models.model;

/**
 * What a query may see. State advances per batch, after scoring; neighbors are bounded by the batch or by the query's own
 * time.
 */
public enum Visibility {
    /** State and neighbors: events before the batch. */
    BATCH,
    /** State: events before the batch; neighbors: events strictly before the query's time, earlier ones of the same batch included. */
    EVENT;

    /** For reports: "state per batch, neighbors per event". */
    public String describe() {
        return this == BATCH ? "state per batch, neighbors per batch" : "state per batch, neighbors per event";
    }
}
