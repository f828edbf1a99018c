package io.tgl.eval.train;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.Safetensors;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.TrainableScorer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights of the best epoch, out of a run's checkpoint, and the state in which validation left the model: that from
 * which the test starts.
 *
 * @param parameters by name
 * @param state of the model that was built for the run's data
 */
public record TrainedWeights(Map<String, float[]> parameters, ModelState state) {
    /**
     * Reads both.
     *
     * @param dataSha256 checksum of the run's data
     * @throws InvalidInput if the file is no checkpoint, or one of other data
     */
    public static TrainedWeights read(Path checkpoint, String dataSha256) {
        Safetensors stored = Safetensors.read(checkpoint);
        String found = stored.metadata().getOrDefault(CheckpointFile.SETTING + "data sha256", "none");
        if (!found.equals(dataSha256)) {
            throw InvalidInput.at(checkpoint.toString(), "a run on the data of checksum " + dataSha256, found);
        }
        Map<String, float[]> weights = parameters(checkpoint, stored);
        return new TrainedWeights(weights, new ModelState(CheckpointFile.below(stored, CheckpointFile.BEST_STATE)));
    }

    /**
     * Gives a model the weights of the best epoch.
     *
     * @throws InvalidInput if the file is no checkpoint of such a model
     */
    public static void load(Path checkpoint, TrainableScorer model) {
        model.loadParameters(parameters(checkpoint, Safetensors.read(checkpoint)));
    }

    private static Map<String, float[]> parameters(Path checkpoint, Safetensors stored) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (String name : stored.names()) {
            if (name.startsWith(CheckpointFile.BEST_PARAMETER)) {
                weights.put(name.substring(CheckpointFile.BEST_PARAMETER.length()), stored.floats(name));
            }
        }
        if (weights.isEmpty()) {
            throw InvalidInput.at(checkpoint.toString(), "a training checkpoint", "a file without trained weights");
        }
        return weights;
    }
}
