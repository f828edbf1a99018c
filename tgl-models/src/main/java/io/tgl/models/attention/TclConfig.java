package io.tgl.models.attention;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.model.Sampling;

/**
 * Configuration of {@link Tcl}.
 *
 * @param nodeWidth N, declared width of raw node features, and of tokens and embeddings
 * @param edgeWidth E, declared width of edge features (narrower tables count as zero-padded)
 * @param timeWidth T
 * @param layers blocks of self- and cross-attention
 * @param heads attention heads; N must be a multiple
 * @param neighbors past events a sequence
 * @param sampling which of them
 * @param dropout in training
 * @param learningRate of Adam
 * @param mergeDropout whether the sequence of equal (node, time) ends of a training batch (the source of a positive and
 *     of its negative) is encoded once, hence with one dropout draw (other noise with the same mean), or for each as
 *     the reference does
 */
public record TclConfig(
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
    /** DyGLib's best configuration for UCI; the default elsewhere but for its dropout of 0.1. */
    public static final TclConfig PUBLISHED = new TclConfig(172, 172, 100, 2, 2, 20, Sampling.RECENT, 0f, 1e-4, true);

    /** Checks the ranges. */
    public TclConfig {
        if (nodeWidth < 1 || edgeWidth < 1 || timeWidth < 1 || layers < 1 || neighbors < 1) {
            throw InvalidInput.at(
                    "TCL",
                    "positive widths, layers and neighbors",
                    nodeWidth + "/" + edgeWidth + "/" + timeWidth + "/" + layers + "/" + neighbors);
        }
        if (heads < 1 || nodeWidth % heads != 0) {
            throw InvalidInput.at("TCL heads", "a divisor of " + nodeWidth, heads);
        }
        if (!(dropout >= 0f && dropout < 1f)) {
            throw InvalidInput.at("TCL dropout", "0 <= dropout < 1", dropout);
        }
    }
}
