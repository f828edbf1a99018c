package io.tgl.models.mixer;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.model.Sampling;

/**
 * Configuration of {@link GraphMixer}.
 *
 * @param nodeWidth N, declared width of raw node features, and of embeddings
 * @param edgeWidth E, declared width of edge features (narrower tables count as zero-padded), and channels of a token
 * @param timeWidth T
 * @param layers mixer blocks
 * @param neighbors k, past events a query: the tokens
 * @param sampling which of them
 * @param timeGap past neighbors that the node encoder averages
 * @param tokenExpansion hidden width of the token network, in k
 * @param channelExpansion hidden width of the channel network, in E
 * @param dropout in the mixer blocks, in training
 * @param learningRate of Adam
 * @param mergeDropout whether equal (node, time) queries of a training batch, and all queries without neighbors, share one
 *     embedding, hence one dropout draw (other noise with the same mean), or are embedded separately as the reference does
 */
public record GraphMixerConfig(
        int nodeWidth,
        int edgeWidth,
        int timeWidth,
        int layers,
        int neighbors,
        Sampling sampling,
        int timeGap,
        double tokenExpansion,
        double channelExpansion,
        float dropout,
        double learningRate,
        boolean mergeDropout) {
    /** DyGLib's best configuration for UCI. */
    public static final GraphMixerConfig PUBLISHED =
            new GraphMixerConfig(172, 172, 100, 2, 20, Sampling.RECENT, 2000, 0.5, 4, 0.4f, 1e-4, true);

    /** Checks the ranges. */
    public GraphMixerConfig {
        if (nodeWidth < 1 || edgeWidth < 1 || timeWidth < 1 || layers < 1 || neighbors < 1 || timeGap < 1) {
            throw InvalidInput.at(
                    "GraphMixer",
                    "positive widths, layers, neighbors and time gap",
                    nodeWidth + "/" + edgeWidth + "/" + timeWidth + "/" + layers + "/" + neighbors + "/" + timeGap);
        }
        if (!(tokenExpansion * neighbors >= 1 && channelExpansion * edgeWidth >= 1)) {
            throw InvalidInput.at(
                    "GraphMixer expansions",
                    "at least one hidden unit of tokens and of channels",
                    tokenExpansion + " and " + channelExpansion);
        }
        if (!(dropout >= 0f && dropout < 1f)) {
            throw InvalidInput.at("GraphMixer dropout", "0 <= dropout < 1", dropout);
        }
    }
}
