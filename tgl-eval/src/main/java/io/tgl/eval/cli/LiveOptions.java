package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.graph.NeighborCache.Forgotten;
import io.tgl.models.live.LiveSettings;
import io.tgl.models.live.LiveSettings.History;
import io.tgl.models.live.LiveSettings.Late;
import io.tgl.models.live.LiveSettings.Learning;
import io.tgl.models.live.LiveSettings.NodeLimit;
import io.tgl.models.live.LiveSettings.WhenFull;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a live predictor follows its stream. */
final class LiveOptions {
    private static final String RING = "ring:";

    @Option(
            names = "--late",
            paramLabel = "POLICY",
            description = "Events earlier than one before them: refuse (default; the whole batch), clamp to the latest"
                    + " time, or admit at their own time. Never reordered.")
    private Late late = Late.REFUSE;

    @Option(
            names = "--history",
            paramLabel = "KIND",
            description =
                    "Events kept for neighbors: exact (default; memory grows), ring:K (the last K of a node), none.")
    private String history = "exact";

    @Option(names = "--nodes", paramLabel = "N", description = "Nodes at most (default: as many as memory holds).")
    private int nodes = NodeLimit.NONE.most();

    @Option(
            names = "--when-full",
            paramLabel = "POLICY",
            description = "A batch with too many new nodes: refuse (default) or forget_oldest.")
    private WhenFull whenFull = WhenFull.REFUSE;

    @Option(
            names = "--learn-every",
            paramLabel = "N",
            description = "Online learning: predict, then a training step every N events (default: none).")
    private @Nullable Integer learnEvery;

    @Option(names = "--learn-seed", paramLabel = "N", description = "Seed of its drawn destinations (default: 0).")
    private long learnSeed;

    /** These options over the settings that the model needs. */
    LiveSettings over(LiveSettings settings) {
        LiveSettings own = settings.withHistory(history())
                .withLate(late)
                .withNodes(new NodeLimit(nodes, whenFull, settings.nodes().reserved()));
        return learnEvery == null ? own : own.withLearning(new Learning(learnEvery, learnSeed));
    }

    private History history() {
        if (history.equals("exact")) {
            return new LiveSettings.Exact();
        }
        if (history.equals("none")) {
            return new LiveSettings.Nothing();
        }
        if (history.startsWith(RING)) {
            try {
                return new LiveSettings.Ring(Integer.parseInt(history.substring(RING.length())), Forgotten.COUNT);
            } catch (NumberFormatException e) {
                throw new InvalidInput("--history: expected ring:K with a number K, found " + history, e);
            }
        }
        throw InvalidInput.at("--history", "exact, ring:K or none", history);
    }
}
