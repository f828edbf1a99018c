package io.tgl.flight;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.graph.NeighborCache.Forgotten;
import io.tgl.core.io.EventLog;
import io.tgl.core.parallel.Workers;
import io.tgl.models.live.Durability;
import io.tgl.models.live.LiveSettings;
import io.tgl.models.live.LiveSettings.History;
import io.tgl.models.live.LiveSettings.Late;
import io.tgl.models.live.LiveSettings.Learning;
import io.tgl.models.live.LiveSettings.NodeLimit;
import io.tgl.models.live.LiveSettings.Ring;
import io.tgl.models.live.LiveSettings.WhenFull;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the stream is followed and kept. */
final class StreamOptions {
    private static final String EVERY_RECORD = "record";
    private static final String NEVER = "never";

    @Option(names = "--text-ids", description = "External ids are texts (default: 64-bit numbers).")
    private boolean textIds;

    @Option(
            names = "--features",
            paramLabel = "N",
            description = "Features an event carries (default: ${DEFAULT-VALUE}).")
    private int features = 0;

    @Option(
            names = "--history",
            paramLabel = "KIND",
            description =
                    "Events kept for neighbors: exact (default; memory grows), ring:K (the last K of a node), none.")
    private String history = "exact";

    @Option(
            names = "--late",
            paramLabel = "POLICY",
            description = "Events earlier than one before them: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Late late = Late.REFUSE;

    @Option(names = "--nodes", paramLabel = "N", description = "Nodes present at once (default: as memory holds).")
    private int nodes = NodeLimit.NONE.most();

    @Option(
            names = "--when-full",
            paramLabel = "POLICY",
            description = "More nodes than that: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private WhenFull whenFull = WhenFull.REFUSE;

    @Option(
            names = "--learn-every",
            paramLabel = "N",
            description = "Learn from the stream, a step every N events (default: parameters stay).")
    private @Nullable Integer learnEvery;

    @Option(names = "--learn-seed", paramLabel = "N", description = "Seed of its drawn destinations (default: 0).")
    private long learnSeed;

    @Option(
            names = "--sync",
            paramLabel = "WHEN",
            description = "Force the log to the disk: record (each before its acknowledgement), never, or"
                    + " every so many milliseconds (default: ${DEFAULT-VALUE}).")
    private String sync = EVERY_RECORD;

    @Option(
            names = "--snapshot-every",
            paramLabel = "N",
            description = "A snapshot every N events, 0 for none but the last (default: ${DEFAULT-VALUE}).")
    private long snapshotEvery = Durability.USUAL.snapshotEvents();

    @Option(
            names = "--snapshots",
            paramLabel = "N",
            description = "Snapshots that are kept, with the log from the oldest on (default: ${DEFAULT-VALUE}).")
    private int snapshots = Durability.USUAL.snapshots();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Worker threads (default: the processors that this process may use). No result depends on it.")
    private int threads = Workers.availableThreads();

    int threads() {
        if (threads < 1 || threads > Workers.MAX_THREADS) {
            throw InvalidInput.at("--threads", "1 to " + Workers.MAX_THREADS, threads);
        }
        return threads;
    }

    NodeIndex known() {
        return textIds ? NodeIndex.ofTexts() : NodeIndex.identity(0);
    }

    LiveSettings settings() {
        LiveSettings settings = LiveSettings.USUAL
                .withFeatures(features)
                .withHistory(kept())
                .withLate(late)
                .withNodes(new NodeLimit(nodes, whenFull, Math.min(nodes, NodeLimit.NONE.reserved())));
        Integer every = learnEvery;
        return every == null ? settings : settings.withLearning(new Learning(every, learnSeed));
    }

    private History kept() {
        if (history.matches("ring:[1-9][0-9]{0,8}")) {
            return new Ring(Integer.parseInt(history.substring("ring:".length())), Forgotten.COUNT);
        }
        return switch (history) {
            case "exact" -> new LiveSettings.Exact();
            case "none" -> new LiveSettings.Nothing();
            default -> throw InvalidInput.at("--history", "exact, ring:K or none", history);
        };
    }

    Durability durability() {
        EventLog.Sync when = switch (sync) {
            case EVERY_RECORD -> new EventLog.Sync.EveryRecord();
            case NEVER -> new EventLog.Sync.Never();
            default -> new EventLog.Sync.Every(Duration.ofMillis(milliseconds()));
        };
        return new Durability(
                new EventLog.Settings(when, EventLog.Settings.USUAL.segmentBytes()), snapshotEvery, snapshots);
    }

    private long milliseconds() {
        if (!sync.matches("[1-9][0-9]{0,8}")) {
            throw InvalidInput.at("--sync", EVERY_RECORD + ", " + NEVER + " or milliseconds", sync);
        }
        return Long.parseLong(sync);
    }
}
