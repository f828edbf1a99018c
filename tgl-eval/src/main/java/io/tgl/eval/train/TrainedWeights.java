package io.tgl.eval.train;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.Safetensors;
import io.tgl.models.model.TrainableScorer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes the weights of the best epoch out of a run's checkpoint. */
public final class TrainedWeights {
    private TrainedWeights() {}

    /**
     * Gives a model the weights of the best epoch.
     *
     * @throws InvalidInput if the file is no checkpoint of such a model
     */
    public static void load(Path checkpoint, TrainableScorer model) {
        Safetensors stored = Safetensors.read(checkpoint);
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (String name : stored.names()) {
            if (name.startsWith(CheckpointFile.BEST_PARAMETER)) {
                weights.put(name.substring(CheckpointFile.BEST_PARAMETER.length()), stored.floats(name));
            }
        }
        if (weights.isEmpty()) {
            throw InvalidInput.at(checkpoint.toString(), "a training checkpoint", "a file without trained weights");
        }
        model.loadParameters(weights);
    }
}
