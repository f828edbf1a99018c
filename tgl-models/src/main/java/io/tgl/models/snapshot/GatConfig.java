package io.tgl.models.snapshot;

import io.tgl.core.base.InvalidInput;

/**
 * Configuration of {@link Gat} and {@link Gatv2}.
 *
 * @param heads of the inner layer; the last one has a single head
 * @param width of each head
 * @param dropout of the inputs of both layers, of the attention weights and of the rows that they weigh
 * @param learningRate of Adam
 * @param penalty strength of the L2 penalty of all parameters
 */
public record GatConfig(int heads, int width, float dropout, double learningRate, double penalty) {
    /** Velickovic et al.'s for Cora and Citeseer. */
    public static final GatConfig PUBLISHED = new GatConfig(8, 8, 0.6f, 0.005, 5e-4);

    /** Checks the ranges. */
    public GatConfig {
        if (heads < 1 || width < 1 || !(dropout >= 0f && dropout < 1f) || !(learningRate > 0) || !(penalty >= 0)) {
            throw InvalidInput.at(
                    "GAT",
                    "heads, width and learning rate above 0, 0 <= dropout < 1, penalty from 0",
                    heads + ", " + width + ", " + learningRate + ", " + dropout + ", " + penalty);
        }
    }
}
