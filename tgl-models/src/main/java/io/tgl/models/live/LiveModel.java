package io.tgl.models.live;

import io.tgl.core.event.FeatureTable;
import io.tgl.models.model.Scorer;

/** How the model of a live predictor is built. */
@FunctionalInterface
public interface LiveModel {
    /**
     * A model with its parameters and the empty state.
     *
     * @param nodeFeatures as many rows as there is room for nodes at first
     * @param edgeFeatures by event number; the rows come and go with the stream
     */
    Scorer create(FeatureTable nodeFeatures, FeatureTable edgeFeatures);
}
