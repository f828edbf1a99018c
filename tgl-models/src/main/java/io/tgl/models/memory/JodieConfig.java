package io.tgl.models.memory;

import io.tgl.core.base.InvalidInput;

/**
 * Configuration of {@link Jodie}.
 *
 * @param nodeWidth N, width of memory and embeddings
 * @param edgeWidth E, declared width of edge features (narrower tables count as zero-padded)
 * @param timeWidth T
 * @param dropout on embeddings, in training
 * @param learningRate of Adam
 * @param mergeDropout whether equal queries of a training batch share one embedding, hence one dropout draw
 */
public record JodieConfig(
        int nodeWidth, int edgeWidth, int timeWidth, float dropout, double learningRate, boolean mergeDropout) {
    /** DyGLib's default; its best dropout on UCI is 0.4. */
    public static final JodieConfig PUBLISHED = new JodieConfig(172, 172, 100, 0.1f, 1e-4, true);

    /** Checks the ranges. */
    public JodieConfig {
        if (nodeWidth < 1 || edgeWidth < 0 || timeWidth < 1) {
            throw InvalidInput.at("JODIE", "positive widths", nodeWidth + "/" + edgeWidth + "/" + timeWidth);
        }
        if (!(dropout >= 0f && dropout < 1f)) {
            throw InvalidInput.at("JODIE dropout", "0 <= dropout < 1", dropout);
        }
    }
}
