package io.tgl.models.live;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.EventLog;

/**
 * How a live predictor is kept.
 *
 * @param log how the log is written
 * @param snapshotEvents events after which the next snapshot is written, 0 for none but those asked for
 * @param snapshots snapshots that are kept, at least 1; the log is kept from the oldest of them on
 */
public record Durability(EventLog.Settings log, long snapshotEvents, int snapshots) {
    /** Every record forced, a snapshot every million events, two of them kept. */
    public static final Durability USUAL = new Durability(EventLog.Settings.USUAL, 1_000_000, 2);

    /** Checks the ranges. */
    public Durability {
        if (snapshotEvents < 0 || snapshots < 1) {
            throw InvalidInput.at(
                    "durability",
                    "snapshots every 0 or more events, at least 1 kept",
                    snapshotEvents + ", " + snapshots);
        }
    }

    /** The same with this log. */
    public Durability withLog(EventLog.Settings settings) {
        return new Durability(settings, snapshotEvents, snapshots);
    }

    /** The same with snapshots so far apart. */
    public Durability withSnapshotEvents(long events) {
        return new Durability(log, events, snapshots);
    }
}
