package io.tgl.models.attention;

import io.tgl.core.base.InvalidInput;

/**
 * Configuration of {@link DyGFormer}.
 *
 * @param nodeWidth N, declared width of raw node features, and of embeddings
 * @param edgeWidth E, declared width of edge features (narrower tables count as zero-padded)
 * @param timeWidth T
 * @param channelWidth C, width of each of the four channels; tokens have 4 C
 * @param layers Transformer blocks
 * @param heads attention heads; 4 C must be a multiple
 * @param maxLength positions of a sequence at most, the node itself among them
 * @param patch P, positions a token
 * @param padding how long sequences are taken to be
 * @param dropout in training
 * @param learningRate of Adam
 * @param mergeDropout whether the pads of a link, which are equal tokens, share one dropout draw in training (other
 *     noise with the same mean), or are computed and drawn one by one as the reference does
 */
public record DyGFormerConfig(
        int nodeWidth,
        int edgeWidth,
        int timeWidth,
        int channelWidth,
        int layers,
        int heads,
        int maxLength,
        int patch,
        Padding padding,
        float dropout,
        double learningRate,
        boolean mergeDropout) {
    /** DyGLib's best configuration for UCI, padded to the full length, which its batches nearly always have. */
    public static final DyGFormerConfig PUBLISHED =
            new DyGFormerConfig(172, 172, 100, 50, 2, 2, 32, 1, Padding.FIXED, 0.1f, 1e-4, true);

    /**
     * What stands behind the last event of a sequence. Pads take part in attention and in the mean, so this is part of
     * the model: parameters trained with one fit that one.
     */
    public enum Padding {
        /**
         * Pads up to the longest sequence of the call, sources and destinations apart: the reference. The answer to a
         * query depends on what else is in the call.
         */
        BATCH,
        /** Pads up to {@code maxLength}: the reference's answer in any call with a full sequence on both sides. */
        FIXED,
        /** No pads: a model of its own. */
        NONE
    }

    /** Checks the ranges. */
    public DyGFormerConfig {
        if (nodeWidth < 1 || edgeWidth < 1 || timeWidth < 1 || channelWidth < 1 || layers < 1) {
            throw InvalidInput.at(
                    "DyGFormer",
                    "positive widths and layers",
                    nodeWidth + "/" + edgeWidth + "/" + timeWidth + "/" + channelWidth + "/" + layers);
        }
        if (maxLength < 2 || patch < 1) {
            throw InvalidInput.at(
                    "DyGFormer", "a length of at least 2, a patch of at least 1", maxLength + "/" + patch);
        }
        if (heads < 1 || 4 * channelWidth % heads != 0) {
            throw InvalidInput.at("DyGFormer heads", "a divisor of " + 4 * channelWidth, heads);
        }
        if (!(dropout >= 0f && dropout < 1f)) {
            throw InvalidInput.at("DyGFormer dropout", "0 <= dropout < 1", dropout);
        }
    }
}
