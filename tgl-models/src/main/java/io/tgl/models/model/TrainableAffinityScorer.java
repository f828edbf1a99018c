package io.tgl.models.model;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.models.query.AffinityQueries;
import io.tgl.models.query.AffinityTargets;
import java.util.Map;

/**
 * An affinity scorer that learns. All randomness is keyed by the model's seed, the epoch and the label time's number.
 */
public interface TrainableAffinityScorer extends AffinityScorer {
    /** Called once before the first epoch: see {@link TrainableScorer#prepare}. */
    void prepare(EventStream trainingEvents);

    /** A batch of events begins: no gradient goes back beyond it. */
    void beginBatch();

    /**
     * Advances the state in training.
     *
     * @param beforeLabel whether a label step comes right after it, which may pass gradient through it
     */
    void observeInTraining(EventBatch batch, boolean beforeLabel);

    /**
     * One training step on the labels of one time.
     *
     * @param epoch from 1
     * @param step number of the label time
     * @return the mean loss
     */
    double trainLabels(AffinityQueries queries, AffinityTargets labels, int epoch, int step);

    /** A copy of the state. */
    ModelState state();

    /** Back to a state that {@link #state} gave. */
    void restore(ModelState state);

    /** Copies of all parameters, row-major, by name. */
    Map<String, float[]> parameters();

    /** Sets all parameters. */
    void loadParameters(Map<String, float[]> parameters);

    /** What the optimizer carries from step to step, as copies, by name. */
    Map<String, Object> optimizerState();

    /** Back to what {@link #optimizerState} gave. */
    void loadOptimizerState(Map<String, Object> state);
}
