package io.tgl.models.memory;

import io.tgl.core.base.InvalidInput;

/**
 * Configuration of {@link Tgn}.
 *
 * @param nodeWidth N, width of memory, raw node features and embeddings
 * @param edgeWidth E, declared width of edge features (narrower tables count as zero-padded)
 * @param timeWidth T
 * @param layers attention layers
 * @param heads attention heads; N + T must be a multiple
 * @param neighbors most recent neighbors a query
 * @param dropout on attention weights and attention output, in training
 * @param learningRate of Adam
 * @param mergeDropout whether equal (node, time) queries of a training batch share one embedding, hence one dropout draw
 *     (other noise with the same mean), or are embedded separately as the reference does
 */
public record TgnConfig(
        int nodeWidth,
        int edgeWidth,
        int timeWidth,
        int layers,
        int heads,
        int neighbors,
        float dropout,
        double learningRate,
        boolean mergeDropout) {
    /** DyGLib's best configuration for UCI; the default elsewhere. */
    public static final TgnConfig PUBLISHED = new TgnConfig(172, 172, 100, 1, 2, 10, 0.1f, 1e-4, true);

    /** Checks the ranges. */
    public TgnConfig {
        if (nodeWidth < 1 || edgeWidth < 0 || timeWidth < 1 || layers < 1 || neighbors < 1) {
            throw InvalidInput.at(
                    "TGN",
                    "positive widths, layers and neighbors",
                    nodeWidth + "/" + edgeWidth + "/" + timeWidth + "/" + layers + "/" + neighbors);
        }
        if (heads < 1 || (nodeWidth + timeWidth) % heads != 0) {
            throw InvalidInput.at("TGN heads", "a divisor of " + (nodeWidth + timeWidth), heads);
        }
        if (!(dropout >= 0f && dropout < 1f)) {
            throw InvalidInput.at("TGN dropout", "0 <= dropout < 1", dropout);
        }
    }
}
