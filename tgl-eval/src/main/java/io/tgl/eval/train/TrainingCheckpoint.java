package io.tgl.eval.train;

import static io.tgl.eval.train.CheckpointFile.stored;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.StoredArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A link-prediction run after a finished epoch: parameters, what the optimizer carries, parameters and state of the best
 * epoch, the curves, all scores so far. See {@link CheckpointFile}.
 *
 * @param settings what must be equal for a run to go on from here: model, seed, options, data; name to value
 * @param parameters after the last finished epoch
 * @param optimizer what the optimizer carries
 * @param best the best epoch so far
 * @param epochs one entry per finished epoch
 * @param scores scores of each evaluation so far, two an epoch: validation, new-node validation
 * @param phaseSeconds time spent so far, in the order of the phases
 */
record TrainingCheckpoint(
        Map<String, String> settings,
        Map<String, float[]> parameters,
        Map<String, Object> optimizer,
        BestEpoch best,
        List<EpochResult> epochs,
        List<float[]> scores,
        double[] phaseSeconds) {
    private static final String EPOCHS = "epochs";
    private static final String SCORES = "scores/";
    private static final String PHASES = "phase_seconds";

    /** Writes the file whole or not at all. */
    void write(Path file) {
        Map<String, StoredArray> history = new LinkedHashMap<>();
        history.put(EPOCHS, EpochTable.store(epochs));
        for (int i = 0; i < scores.size(); i++) {
            history.put(SCORES + i, stored(SCORES, scores.get(i)));
        }
        history.put(PHASES, stored(PHASES, phaseSeconds));
        new CheckpointFile(settings, parameters, optimizer, best, history).write(file);
    }

    /**
     * Reads a file.
     *
     * @param settings of the run that wants to go on
     * @throws InvalidInput if it is no checkpoint, or one of a run with other settings, naming the first that differs
     */
    static TrainingCheckpoint read(Path file, Map<String, String> settings) {
        CheckpointFile content = CheckpointFile.read(file, settings);
        List<float[]> scores = new ArrayList<>();
        while (content.history().containsKey(SCORES + scores.size())) {
            scores.add(content.history(SCORES + scores.size(), file).floats());
        }
        List<EpochResult> epochs = EpochTable.load(content.history(EPOCHS, file));
        if (epochs.isEmpty() || scores.size() != 2 * epochs.size()) {
            throw InvalidInput.at(
                    file.toString(),
                    "at least one epoch, and two arrays of scores an epoch",
                    epochs.size() + " epochs and " + scores.size() + " arrays");
        }
        return new TrainingCheckpoint(
                settings,
                content.parameters(),
                content.optimizer(),
                content.best(),
                epochs,
                scores,
                content.history(PHASES, file).doubles());
    }
}
