package io.tgl.models.snapshot;

import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/** A model that classifies all nodes of one graph at once. */
public interface NodeClassifier {
    /** Name as in the literature. */
    String name();

    /** Its parameters. */
    Parameters parameters();

    /**
     * Logits of all nodes, [nodes, classes]; with dropout if the tape is one for training.
     *
     * @param epoch from 1; decides which elements are dropped
     */
    Tensor logits(Tape tape, int epoch);

    /** Adam's learning rate as published. */
    double learningRate();

    /** Strength s of the L2 penalty s / 2 |v|^2 of a parameter as published. */
    double penalty(String parameter);
}
