package io.tgl.models.model;

/** A model with an affinity head: how much a source will have to do with each class in the time to come. */
public interface ClassScorer extends Scorer {
    /** Number of classes C. */
    int classes();

    /** The distribution [C] over the classes for a source at a time in ticks, from the present state. */
    float[] affinity(int source, long time);
}
