package io.tgl.models.live;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.KeyedFeatureTable;
import io.tgl.core.graph.GrowingAdjacency;
import io.tgl.core.graph.NeighborCache;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.graph.PendingNeighbors;
import java.util.Map;

/** What a live predictor keeps of the events: neighbor lists of the declared kind, and the features that they name. */
sealed interface LiveHistory {
    /** An empty history that lets go of the features of events it forgets. */
    static LiveHistory of(LiveSettings settings, KeyedFeatureTable features) {
        boolean late = settings.late() == LiveSettings.Late.ADMIT;
        return switch (settings.history()) {
            case LiveSettings.Exact _ -> new Lists(new GrowingAdjacency(late), features);
            case LiveSettings.Ring ring ->
                new Rings(new NeighborCache(ring.capacity(), ring.forgotten(), late), features, late);
            case LiveSettings.Nothing _ -> new None();
        };
    }

    /** What models ask. */
    NeighborSource source();

    /** Takes a batch in. */
    void append(EventBatch batch);

    /** Runs an action that sees a batch as if it had been taken in. */
    void withPending(EventBatch batch, Runnable action);

    /** How many entries name the features of an event: those of both its ends. */
    int holders();

    /** Forgets nodes. */
    void forget(int[] nodes);

    /** New numbers for all events that are still named; see {@link NeighborCache#renumber}. */
    int[] renumber();

    /** Answers so far that were shorter than the truth. */
    default long forgottenReaches() {
        return 0;
    }

    Map<String, Object> state();

    void restore(Map<String, Object> state);

    /** Every event. */
    final class Lists implements LiveHistory {
        private final GrowingAdjacency adjacency;

        Lists(GrowingAdjacency adjacency, KeyedFeatureTable features) {
            this.adjacency = adjacency;
            adjacency.onDropped(features::release);
        }

        @Override
        public NeighborSource source() {
            return adjacency;
        }

        @Override
        public void append(EventBatch batch) {
            adjacency.append(batch);
        }

        @Override
        public void withPending(EventBatch batch, Runnable action) {
            adjacency.append(batch);
            try {
                action.run();
            } finally {
                adjacency.retract(batch);
            }
        }

        @Override
        public int holders() {
            return 2;
        }

        @Override
        public void forget(int[] nodes) {
            adjacency.forget(nodes);
        }

        @Override
        public int[] renumber() {
            throw InvalidInput.at("exact history", "event numbers that have not run out", "one event too many");
        }

        @Override
        public Map<String, Object> state() {
            return adjacency.state();
        }

        @Override
        public void restore(Map<String, Object> state) {
            adjacency.restore(state);
        }
    }

    /** The last events of each node. */
    final class Rings implements LiveHistory {
        private final NeighborCache cache;
        private final PendingNeighbors source;

        Rings(NeighborCache cache, KeyedFeatureTable features, boolean late) {
            this.cache = cache;
            this.source = new PendingNeighbors(cache, late);
            cache.onDropped(features::release);
        }

        @Override
        public NeighborSource source() {
            return source;
        }

        @Override
        public void append(EventBatch batch) {
            cache.observe(batch);
        }

        @Override
        public void withPending(EventBatch batch, Runnable action) {
            source.with(batch, action);
        }

        @Override
        public int holders() {
            return 2;
        }

        @Override
        public void forget(int[] nodes) {
            cache.forget(nodes);
        }

        @Override
        public int[] renumber() {
            return cache.renumber();
        }

        @Override
        public long forgottenReaches() {
            return cache.forgottenReaches();
        }

        @Override
        public Map<String, Object> state() {
            return cache.state();
        }

        @Override
        public void restore(Map<String, Object> state) {
            cache.restore(state);
        }
    }

    /** Nothing. */
    final class None implements LiveHistory {
        @Override
        public NeighborSource source() {
            return (_, bound, size, k, out, _) -> {
                bound.requireSize(size);
                out.resize(size, k);
            };
        }

        @Override
        public void append(EventBatch batch) {}

        @Override
        public void withPending(EventBatch batch, Runnable action) {
            action.run();
        }

        @Override
        public int holders() {
            return 0;
        }

        @Override
        public void forget(int[] nodes) {}

        @Override
        public int[] renumber() {
            return new int[0];
        }

        @Override
        public Map<String, Object> state() {
            return Map.of();
        }

        @Override
        public void restore(Map<String, Object> state) {}
    }
}
