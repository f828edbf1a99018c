package io.tgl.models.live;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.graph.NeighborCache.Forgotten;
import java.util.Optional;

/**
 * How a {@link LivePredictor} follows its stream.
 *
 * @param featureWidth features an event carries, 0 for none
 * @param history what is kept of the events for models that ask for neighbors
 * @param late what becomes of events that are earlier than one before them
 * @param nodes how many nodes there may be
 * @param learning whether and how the parameters follow the stream too
 */
public record LiveSettings(int featureWidth, History history, Late late, NodeLimit nodes, Optional<Learning> learning) {
    /** No features, every event kept, late events refused, nodes without limit, fixed parameters. */
    public static final LiveSettings USUAL =
            new LiveSettings(0, new Exact(), Late.REFUSE, NodeLimit.NONE, Optional.empty());

    /** What is kept of the events. */
    public sealed interface History {}

    /** Every event: memory grows with the stream, every query is answered exactly. */
    public record Exact() implements History {}

    /**
     * The last events of each node: constant memory on a fixed node set.
     *
     * @param capacity events a node; more than the model asks for where queries may lie before the last event
     * @param forgotten what becomes of a query that needs an older event
     */
    public record Ring(int capacity, Forgotten forgotten) implements History {
        /** Checks the range. */
        public Ring {
            if (capacity < 1) {
                throw InvalidInput.at("ring", "a capacity of at least 1", capacity);
            }
        }
    }

    /** Nothing: for models that never ask for neighbors. */
    public record Nothing() implements History {}

    /** What becomes of an event that is earlier than one before it. Events are never reordered. */
    public enum Late {
        /** The batch is refused whole. */
        REFUSE,
        /** It counts as happening at the time of the latest event before it. */
        CLAMP,
        /**
         * It keeps its time. The state learns of it in the order of arrival; in neighbor lists it stands where its time
         * belongs, and a full ring of newer events does not take it in.
         */
        ADMIT
    }

    /** What becomes of a batch with more new nodes than there is room for. */
    public enum WhenFull {
        /** The batch is refused whole. */
        REFUSE,
        /**
         * The nodes whose last event lies furthest back are forgotten: an eighth of the limit at once or as many as are
         * needed, equal ones in order of dense id, none of the batch's own. A batch of more nodes than the limit is
         * refused.
         */
        FORGET_OLDEST
    }

    /**
     * How many nodes there may be.
     *
     * @param most nodes present at once
     * @param reserved nodes that there is room for from the start, so that nothing moves until there are more; of a model
     *     whose state does not grow, all that there will ever be
     */
    public record NodeLimit(int most, WhenFull whenFull, int reserved) {
        /** As many as memory holds. */
        public static final NodeLimit NONE = new NodeLimit(Integer.MAX_VALUE - 64, WhenFull.REFUSE, 1024);

        /** Checks the ranges. */
        public NodeLimit {
            if (most < 2 || most > Integer.MAX_VALUE - 64 || reserved < 0) {
                throw InvalidInput.at(
                        "node limit", "at least 2 nodes and a reserve of at least 0", most + ", " + reserved);
            }
        }
    }

    /**
     * Online learning: predict, then learn. A batch with which the number of events reaches the next multiple of
     * {@code everyEvents} is learnt from: its events against as many destinations drawn from those seen so far.
     *
     * @param everyEvents events between two steps, at least 1
     * @param seed of the drawn destinations; draws are keyed by event number
     */
    public record Learning(int everyEvents, long seed) {
        /** Checks the range. */
        public Learning {
            if (everyEvents < 1) {
                throw InvalidInput.at("online learning", "a step every 1 or more events", everyEvents);
            }
        }
    }

    /** Checks the range. */
    public LiveSettings {
        if (featureWidth < 0) {
            throw InvalidInput.at("live settings", "a feature width of at least 0", featureWidth);
        }
    }

    /** The same with events of so many features. */
    public LiveSettings withFeatures(int width) {
        return new LiveSettings(width, history, late, nodes, learning);
    }

    /** The same with this history. */
    public LiveSettings withHistory(History kept) {
        return new LiveSettings(featureWidth, kept, late, nodes, learning);
    }

    /** The same with this policy for late events. */
    public LiveSettings withLate(Late policy) {
        return new LiveSettings(featureWidth, history, policy, nodes, learning);
    }

    /** The same with this limit. */
    public LiveSettings withNodes(NodeLimit limit) {
        return new LiveSettings(featureWidth, history, late, limit, learning);
    }

    /** The same with online learning. */
    public LiveSettings withLearning(Learning online) {
        return new LiveSettings(featureWidth, history, late, nodes, Optional.of(online));
    }
}
