package io.tgl.models.memory;

import io.tgl.core.base.InvalidInput;

/**
 * Configuration of {@link TgbTgn}.
 *
 * @param memoryWidth N
 * @param timeWidth T
 * @param embeddingWidth D
 * @param heads H of the convolution; D must be a multiple
 * @param neighbors K, last neighbors a node
 * @param dropout on attention weights, in training
 * @param learningRate of Adam
 * @param identityWidth I of the codes of both ends in a message, 0 for none; see {@link TgnV2}
 * @param loss what the cross-entropy takes for logits
 */
public record TgbTgnConfig(
        int memoryWidth,
        int timeWidth,
        int embeddingWidth,
        int heads,
        int neighbors,
        float dropout,
        double learningRate,
        int identityWidth,
        Loss loss) {
    /** What the binary cross-entropy takes for logits. */
    public enum Loss {
        /**
         * The probabilities: the benchmark's script applies a second sigmoid, so that a loss lies between 1.006 and 2.006
         * whatever the model says.
         */
        SCORES,
        /** The logits, as PyTorch Geometric's example does. */
        LOGITS
    }

    /** The benchmark's configuration for tgbl-wiki. */
    public static final TgbTgnConfig PUBLISHED = new TgbTgnConfig(100, 100, 100, 2, 10, 0.1f, 1e-4, 0, Loss.SCORES);

    /** Checks the ranges. */
    public TgbTgnConfig {
        if (memoryWidth < 1 || timeWidth < 1 || embeddingWidth < 1 || neighbors < 1 || identityWidth < 0) {
            throw InvalidInput.at(
                    "TGN of TGB",
                    "positive widths and neighbors",
                    memoryWidth + "/" + timeWidth + "/" + embeddingWidth + "/" + neighbors);
        }
        if (heads < 1 || embeddingWidth % heads != 0) {
            throw InvalidInput.at("TGN of TGB, heads", "a divisor of " + embeddingWidth, heads);
        }
        if (!(dropout >= 0f && dropout < 1f)) {
            throw InvalidInput.at("TGN of TGB, dropout", "0 <= dropout < 1", dropout);
        }
    }
}
