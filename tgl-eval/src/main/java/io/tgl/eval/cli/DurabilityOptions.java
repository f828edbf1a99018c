package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.EventLog;
import io.tgl.core.io.EventLog.Sync;
import io.tgl.models.live.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether and how a live predictor is kept. */
final class DurabilityOptions {
    @Option(
            names = "--store",
            paramLabel = "DIR",
            description =
                    "Keep log and snapshots here: the next start goes on where this process ends, however it ends.")
    private @Nullable Path folder;

    @Option(
            names = "--sync",
            paramLabel = "WHEN",
            description =
                    "Force the log to disk: record (default; each batch, before its answers), MILLISECONDS at most"
                            + " after it, or never (killing the process loses nothing even so).")
    private String sync = "record";

    @Option(
            names = "--snapshot-every",
            paramLabel = "N",
            description = "Events from snapshot to snapshot, 0 for none but at the end (default: ${DEFAULT-VALUE}).")
    private long snapshotEvery = Durability.USUAL.snapshotEvents();

    @Option(
            names = "--snapshots",
            paramLabel = "N",
            description = "Snapshots that are kept, with the log from the oldest on (default: ${DEFAULT-VALUE}).")
    private int snapshots = Durability.USUAL.snapshots();

    /** The folder, if there is to be one. */
    Optional<Path> folder() {
        return Optional.ofNullable(folder);
    }

    Durability durability() {
        EventLog.Settings log = new EventLog.Settings(sync(), EventLog.Settings.USUAL.segmentBytes());
        return new Durability(log, snapshotEvery, snapshots);
    }

    private Sync sync() {
        return switch (sync) {
            case "record" -> new Sync.EveryRecord();
            case "never" -> new Sync.Never();
            default -> {
                try {
                    yield new Sync.Every(Duration.ofMillis(Integer.parseUnsignedInt(sync)));
                } catch (NumberFormatException e) {
                    throw new InvalidInput("--sync: expected record, never or milliseconds, found " + sync, e);
                }
            }
        };
    }
}
