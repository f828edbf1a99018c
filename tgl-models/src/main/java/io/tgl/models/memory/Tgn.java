package io.tgl.models.memory;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.RecurrentCell;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.RankingQueries;

/**
 * Temporal graph network (Rossi et al., "Temporal Graph Networks for Deep Learning on Dynamic Graphs", 2020) as DyGLib
 * computes it:
 *
 * <ol>
 *   <li>message of u from event (u, v, t, e): [S_u ; S_v ; phi(t - last_u) ; e];
 *   <li>the last message of a node wins;
 *   <li>a GRU updates the memory: S'_u = GRU(message, S_u);
 *   <li>attention over the k most recent neighbors, on updated memories, embeds a node;
 *   <li>a head on both ends' embeddings gives the logit of a link.
 * </ol>
 *
 * <p>The order of a batch: {@link MemoryModel}. Letters: N node width, E edge width, T time width.
 */
public final class Tgn extends MemoryModel {
    private final MemoryAttention attention;
    private final FoldedScoring folded;

    /**
     * A model of fresh parameters and empty state.
     *
     * @param nodeFeatures one row a node, or absent
     * @param edgeFeatures one row an event id, or absent
     * @param secondsPerTick length of a tick in the unit of the time ladder
     * @param seed of parameters and dropout
     */
    public Tgn(
            TgnConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute) {
        this(
                config,
                MemoryParts.create(
                        RecurrentCell.Kind.GRU,
                        config.nodeWidth(),
                        config.edgeWidth(),
                        config.timeWidth(),
                        nodeFeatures,
                        edgeFeatures,
                        secondsPerTick,
                        seed,
                        compute));
    }

    private Tgn(TgnConfig config, MemoryParts parts) {
        this(config, parts, new MemoryAttention(parts, config.layers(), config.heads(), config.neighbors()));
    }

    private Tgn(TgnConfig config, MemoryParts parts, MemoryAttention attention) {
        super("TGN", parts, config.learningRate(), config.dropout(), config.mergeDropout());
        this.attention = attention;
        this.folded = new FoldedScoring(attention, head(), parts.compute());
    }

    @Override
    public void attach(NeighborSource source) {
        attention.attach(source);
    }

    @Override
    public void parametersChanged() {
        super.parametersChanged();
        folded.invalidate();
    }

    @Override
    public float[] logits(LinkQueries queries) {
        return attention.layers() == 1 ? folded.logits(queries) : super.logits(queries);
    }

    @Override
    public void rank(RankingQueries queries, float[][] scores) {
        if (attention.layers() == 1) {
            folded.rank(queries, scores);
        } else {
            super.rank(queries, scores);
        }
    }

    @Override
    EndPoints.Sharing sharing() {
        return EndPoints.Sharing.NODE_AND_TIME;
    }

    @Override
    Tensor embed(Tape tape, EndPoints ends, Dropouts dropouts) {
        return attention.embed(tape, ends.node(), ends.time(), ends.size(), dropouts);
    }
}
