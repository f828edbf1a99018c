package io.tgl.models.walk;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.graph.NeighborSamplers;

/**
 * Configuration of {@link Cawn}.
 *
 * @param nodeWidth N, width of raw node features and embeddings
 * @param edgeWidth E, declared width of edge features (narrower tables count as zero-padded)
 * @param timeWidth T
 * @param positionWidth P, width of the position codes
 * @param walkLength L, steps a walk; a query has k^L walks
 * @param neighbors k, draws a step
 * @param heads attention heads; the Transformer's width is (N + T + E + P) / 2 rounded up to a multiple
 * @param sampling how neighbors are drawn
 * @param alpha decay of the time-interval-aware draws, per second
 * @param dropout inside the Transformer, in training
 * @param learningRate of Adam
 * @param mergeDraws whether, in training, equal (node, time) queries share their walks and equal walks their dropout
 *     (other noise with the same mean), or every walk is drawn and masked for itself as in the reference
 */
public record CawnConfig(
        int nodeWidth,
        int edgeWidth,
        int timeWidth,
        int positionWidth,
        int walkLength,
        int neighbors,
        int heads,
        Sampling sampling,
        double alpha,
        float dropout,
        double learningRate,
        boolean mergeDraws) {
    /** How a step of a walk is chosen. */
    public enum Sampling {
        /** k draws with replacement, by recency of each event when it happened. */
        TIME_INTERVAL_AWARE,
        /** k uniform draws with replacement. */
        UNIFORM,
        /** The k most recent events, each once. */
        RECENT
    }

    /** DyGLib's best configuration for UCI; elsewhere neighbors are 32, 64 or 128. */
    public static final CawnConfig PUBLISHED = new CawnConfig(
            172,
            172,
            100,
            172,
            1,
            64,
            8,
            Sampling.TIME_INTERVAL_AWARE,
            NeighborSamplers.TIME_INTERVAL_ALPHA,
            0.1f,
            1e-4,
            true);

    /** Checks the ranges. */
    public CawnConfig {
        if (nodeWidth < 1 || edgeWidth < 0 || timeWidth < 1 || positionWidth < 2) {
            throw InvalidInput.at(
                    "CAWN widths",
                    "node, time at least 1, position at least 2",
                    nodeWidth + "/" + edgeWidth + "/" + timeWidth + "/" + positionWidth);
        }
        if (walkLength < 1 || neighbors < 1 || heads < 1) {
            throw InvalidInput.at(
                    "CAWN", "positive walk length, neighbors and heads", walkLength + "/" + neighbors + "/" + heads);
        }
        if (StrictMath.pow(neighbors, walkLength) > MAX_WALKS) {
            throw InvalidInput.at("CAWN walks", "at most " + MAX_WALKS + " a query", neighbors + "^" + walkLength);
        }
        if (!(dropout >= 0f && dropout < 1f)) {
            throw InvalidInput.at("CAWN dropout", "0 <= dropout < 1", dropout);
        }
    }

    private static final int MAX_WALKS = 1 << 16;

    /** Width of a walk position: [node ; time ; edge ; position]. */
    public int inputWidth() {
        return nodeWidth + timeWidth + edgeWidth + positionWidth;
    }

    /** Width of the Transformer. */
    public int attentionWidth() {
        return Math.ceilDiv(inputWidth() / 2, heads) * heads;
    }
}
