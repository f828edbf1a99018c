package io.tgl.models.snapshot;

import io.tgl.core.base.InvalidInput;

/**
 * Configuration of {@link Gcn}.
 *
 * @param hidden width of the inner layer
 * @param dropout of the inputs of both layers
 * @param learningRate of Adam
 * @param penalty strength of the L2 penalty of the first layer
 */
public record GcnConfig(int hidden, float dropout, double learningRate, double penalty) {
    /** Kipf and Welling's for Cora and Citeseer. */
    public static final GcnConfig PUBLISHED = new GcnConfig(16, 0.5f, 0.01, 5e-4);

    /** Checks the ranges. */
    public GcnConfig {
        if (hidden < 1 || !(dropout >= 0f && dropout < 1f) || !(learningRate > 0) || !(penalty >= 0)) {
            throw InvalidInput.at(
                    "GCN",
                    "hidden width and learning rate above 0, 0 <= dropout < 1, penalty from 0",
                    hidden + ", " + learningRate + ", " + dropout + ", " + penalty);
        }
    }
}
