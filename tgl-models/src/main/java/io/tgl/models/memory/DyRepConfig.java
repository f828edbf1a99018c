package io.tgl.models.memory;

import io.tgl.core.base.InvalidInput;

/**
 * Configuration of {@link DyRep}.
 *
 * @param nodeWidth N, width of memory, raw node features and embeddings
 * @param edgeWidth E, declared width of edge features (narrower tables count as zero-padded)
 * @param timeWidth T
 * @param layers attention layers
 * @param heads attention heads; N + T must be a multiple
 * @param neighbors most recent neighbors a query
 * @param dropout on attention weights and attention output, in training
 * @param learningRate of Adam
 */
public record DyRepConfig(
        int nodeWidth,
        int edgeWidth,
        int timeWidth,
        int layers,
        int heads,
        int neighbors,
        float dropout,
        double learningRate) {
    /** DyGLib's default; its best dropout on UCI is 0. */
    public static final DyRepConfig PUBLISHED = new DyRepConfig(172, 172, 100, 1, 2, 10, 0.1f, 1e-4);

    /** Checks the ranges. */
    public DyRepConfig {
        if (nodeWidth < 1 || edgeWidth < 0 || timeWidth < 1 || layers < 1 || neighbors < 1) {
            throw InvalidInput.at(
                    "DyRep",
                    "positive widths, layers and neighbors",
                    nodeWidth + "/" + edgeWidth + "/" + timeWidth + "/" + layers + "/" + neighbors);
        }
        if (heads < 1 || (nodeWidth + timeWidth) % heads != 0) {
            throw InvalidInput.at("DyRep heads", "a divisor of " + (nodeWidth + timeWidth), heads);
        }
        if (!(dropout >= 0f && dropout < 1f)) {
            throw InvalidInput.at("DyRep dropout", "0 <= dropout < 1", dropout);
        }
    }
}
