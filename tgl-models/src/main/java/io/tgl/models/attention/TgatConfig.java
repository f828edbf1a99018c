package io.tgl.models.attention;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.model.Sampling;

/**
 * Configuration of {@link Tgat}.
 *
 * @param nodeWidth N, declared width of raw node features, and of embeddings
 * @param edgeWidth E, declared width of edge features (narrower tables count as zero-padded)
 * @param timeWidth T
 * @param layers attention layers
 * @param heads attention heads; N + T must be a multiple
 * @param neighbors past events a query and layer
 * @param sampling which of them
 * @param dropout on attention weights and attention output, in training
 * @param learningRate of Adam
 * @param mergeDropout whether equal (node, time) queries of a training batch, inner ones included, share one embedding,
 *     hence one dropout draw (other noise with the same mean), or are embedded separately as the reference does
 */
public record TgatConfig(
        int nodeWidth,
        int edgeWidth,
        int timeWidth,
        int layers,
        int heads,
        int neighbors,
        Sampling sampling,
        float dropout,
        double learningRate,
        boolean mergeDropout) {
    /** DyGLib's best configuration for UCI; the default elsewhere. */
    public static final TgatConfig PUBLISHED =
            new TgatConfig(172, 172, 100, 2, 2, 20, Sampling.RECENT, 0.1f, 1e-4, true);

    /** Checks the ranges. */
    public TgatConfig {
        if (nodeWidth < 1 || edgeWidth < 0 || timeWidth < 1 || layers < 1 || neighbors < 1) {
            throw InvalidInput.at(
                    "TGAT",
                    "positive widths, layers and neighbors",
                    nodeWidth + "/" + edgeWidth + "/" + timeWidth + "/" + layers + "/" + neighbors);
        }
        if (heads < 1 || (nodeWidth + timeWidth) % heads != 0) {
            throw InvalidInput.at("TGAT heads", "a divisor of " + (nodeWidth + timeWidth), heads);
        }
        if (!(dropout >= 0f && dropout < 1f)) {
            throw InvalidInput.at("TGAT dropout", "0 <= dropout < 1", dropout);
        }
    }
}
