package io.tgl.eval.train;

import io.tgl.core.base.InvalidInput;

/**
 * How long and in which steps to train.
 *
 * @param epochs at most so many
 * @param patience epochs without improvement after which training stops
 * @param batchSize events a batch, in training and evaluation
 * @param seed of the training negatives (the model has its own)
 */
public record TrainingOptions(int epochs, int patience, int batchSize, long seed) {
    /** Checks the ranges. */
    public TrainingOptions {
        check("epochs", epochs);
        check("patience", patience);
        check("batch size", batchSize);
    }

    private static void check(String name, int value) {
        if (value < 1) {
            throw InvalidInput.at("training option " + name, "a number of at least 1", value);
        }
    }

    /** The published recipe: up to 100 epochs, patience 20, batches of 200. */
    public static TrainingOptions published(long seed) {
        return new TrainingOptions(100, 20, 200, seed);
    }

    /** The same with another limit of epochs. */
    public TrainingOptions withEpochs(int limit) {
        return new TrainingOptions(limit, patience, batchSize, seed);
    }
}
