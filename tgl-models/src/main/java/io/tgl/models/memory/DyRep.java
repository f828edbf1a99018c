package io.tgl.models.memory;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.RecurrentCell;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.GatherOp;
import io.tgl.models.query.QueryIndex;

/**
 * DyRep (Trivedi et al., "DyRep: Learning Representations over Dynamic Graphs", 2019) as DyGLib computes it: the message of
 * u from event (u, v, t, e) is [S_u ; z_v ; phi(t - last_u) ; e] with z_v the attention over v's neighbors before t, an RNN
 * updates the memory, and a node's embedding is its updated memory.
 *
 * <p>Messages carry no gradient, so attention and time encoding stay as they were drawn. Attention is computed only for
 * the other ends of the last messages, which alone are read.
 */
public final class DyRep extends MemoryModel {
    private final MemoryAttention attention;
    private final PendingMemory memory;
    private final Tape inTraining;
    private final Tape inScoring;

    /**
     * A model of fresh parameters and empty state.
     *
     * @param nodeFeatures one row a node, or absent
     * @param edgeFeatures one row an event id, or absent
     * @param secondsPerTick length of a tick in the unit of the time ladder
     * @param seed of parameters and dropout
     */
    public DyRep(
            DyRepConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute) {
        this(
                config,
                MemoryParts.create(
                        RecurrentCell.Kind.RNN,
                        config.nodeWidth(),
                        config.edgeWidth(),
                        config.timeWidth(),
                        nodeFeatures,
                        edgeFeatures,
                        secondsPerTick,
                        seed,
                        compute));
    }

    private DyRep(DyRepConfig config, MemoryParts parts) {
        this(config, parts, new MemoryAttention(parts, config.layers(), config.heads(), config.neighbors()));
    }

    private DyRep(DyRepConfig config, MemoryParts parts, MemoryAttention attention) {
        super("DyRep", parts, config.learningRate(), config.dropout(), true);
        this.attention = attention;
        this.memory = parts.memory();
        this.inTraining = Tape.withoutGradients(parts.compute());
        this.inScoring = new Tape(parts.compute(), false);
    }

    @Override
    public void attach(NeighborSource source) {
        attention.attach(source);
    }

    @Override
    EndPoints.Sharing sharing() {
        return EndPoints.Sharing.NODE;
    }

    @Override
    Tensor embed(Tape tape, EndPoints ends, Dropouts dropouts) {
        QueryIndex touched = new QueryIndex();
        touched.clear();
        int[] row = new int[ends.size()];
        for (int q = 0; q < ends.size(); q++) {
            row[q] = touched.add(ends.node()[q], 0);
        }
        Tensor updated = memory.read(tape, touched, false);
        return touched.size() == ends.size() ? updated : GatherOp.apply(tape, updated, row, ends.size());
    }

    @Override
    boolean asksNeighborsToObserve() {
        return true;
    }

    @Override
    float[] partners(LastMessages messages, Dropouts dropouts) {
        Tape tape = dropouts.probability() > 0f ? inTraining : inScoring;
        QueryIndex distinct = new QueryIndex();
        distinct.clear();
        int[] row = new int[messages.size()];
        for (int m = 0; m < messages.size(); m++) {
            row[m] = distinct.add(messages.other()[m], messages.time()[m]);
        }
        Tensor z = attention.embed(tape, distinct.nodes(), distinct.times(), distinct.size(), dropouts);
        int n = z.columns();
        float[] rows = new float[messages.size() * n];
        for (int m = 0; m < messages.size(); m++) {
            System.arraycopy(z.data(), row[m] * n, rows, m * n, n);
        }
        tape.reset();
        return rows;
    }
}
