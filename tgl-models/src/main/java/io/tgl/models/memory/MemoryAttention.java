package io.tgl.models.memory;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.TemporalAttention;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.models.query.QueryIndex;

/**
 * L layers of attention over the k most recent neighbors, on updated memories (Rossi et al. 2020, section 3.1, "temporal
 * graph attention"): h^0(v) = memory with its pending message applied, plus raw features.
 */
final class MemoryAttention {
    private final TemporalAttention[] layers;
    private final int slots;
    private final PendingMemory memory;
    private final FeatureTable edgeFeatures;
    private final double secondsPerTick;
    private final Compute compute;
    private NeighborSource neighbors = NeighborSource.NONE;

    /**
     * Adds the layers' parameters under "model.embedding_module".
     *
     * @param slots k
     */
    MemoryAttention(MemoryParts parts, int layers, int heads, int slots) {
        this.layers = new TemporalAttention[layers];
        for (int l = 0; l < layers; l++) {
            this.layers[l] = new TemporalAttention(
                    parts.parameters(),
                    parts.init(),
                    "model.embedding_module",
                    l,
                    parts.width(),
                    parts.edgeWidth(),
                    heads,
                    parts.time());
        }
        this.slots = slots;
        this.memory = parts.memory();
        this.edgeFeatures = parts.edgeFeatures();
        this.secondsPerTick = parts.secondsPerTick();
        this.compute = parts.compute();
    }

    /** The layer, if there is one only. */
    TemporalAttention layer() {
        if (layers.length != 1) {
            throw new IllegalStateException("expected one layer, found " + layers.length);
        }
        return layers[0];
    }

    int layers() {
        return layers.length;
    }

    int slots() {
        return slots;
    }

    PendingMemory memory() {
        return memory;
    }

    FeatureTable edgeFeatures() {
        return edgeFeatures;
    }

    double secondsPerTick() {
        return secondsPerTick;
    }

    NeighborSource neighbors() {
        return neighbors;
    }

    void attach(NeighborSource source) {
        neighbors = source;
    }

    /** Embeds n (node, time) queries as rows [n, N]: hops outwards first, then layers inwards. */
    Tensor embed(Tape tape, int[] nodes, long[] times, int n, Dropouts dropouts) {
        tape.phase("sampling");
        Hop[] hops = new Hop[layers.length];
        Hop hop = new Hop(nodes, times, n);
        for (int l = layers.length - 1; l > 0; l--) {
            hops[l] = hop;
            hop = hop.below(neighbors, slots, compute);
        }
        hops[0] = hop;
        QueryIndex touched = new QueryIndex();
        touched.clear();
        hop.look(neighbors, slots, compute);
        hop.touch(touched);
        for (Hop upper : hops) {
            upper.own(touched);
        }
        Tensor base = memory.read(tape, touched, true);
        tape.phase("attention");
        Tensor h = base;
        for (int l = 0; l < layers.length; l++) {
            h = layers[l].apply(
                    tape,
                    h,
                    hops[l].anchors(base),
                    hops[l].slots(edgeFeatures, secondsPerTick),
                    dropouts.of("attention/" + l),
                    dropouts.of("output/" + l));
        }
        return h;
    }
}
