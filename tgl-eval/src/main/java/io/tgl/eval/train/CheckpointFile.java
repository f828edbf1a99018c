package io.tgl.eval.train;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.FormatVersion;
import io.tgl.core.io.Safetensors;
import io.tgl.core.io.StoredArray;
import io.tgl.models.model.ModelState;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A run after a finished epoch, as a safetensors file from which training goes on with the same bits. An epoch starts from
 * the empty state, so the state at its end need not be kept. What a trainer keeps of the epochs so far is its own affair:
 * {@code history}.
 *
 * @param settings what must be equal for a run to go on from here: model, seed, options, data; name to value
 * @param parameters after the last finished epoch
 * @param optimizer what the optimizer carries
 * @param best the best epoch so far
 * @param history curves, scores, times; by name
 */
record CheckpointFile(
        Map<String, String> settings,
        Map<String, float[]> parameters,
        Map<String, Object> optimizer,
        BestEpoch best,
        Map<String, StoredArray> history) {
    static final String SETTING = "setting.";
    private static final String PARAMETER = "parameter/";
    private static final String OPTIMIZER = "optimizer/";
    static final String BEST_PARAMETER = "best/parameter/";
    static final String BEST_STATE = "best/state/";
    private static final String BEST_EPOCH = "best/epoch";

    /** Writes the file whole or not at all. */
    void write(Path file) {
        Map<String, StoredArray> arrays = new LinkedHashMap<>();
        parameters.forEach((name, values) -> arrays.put(PARAMETER + name, stored(name, values)));
        optimizer.forEach((name, values) -> arrays.put(OPTIMIZER + name, stored(name, values)));
        best.parameters().forEach((name, values) -> arrays.put(BEST_PARAMETER + name, stored(name, values)));
        best.state().arrays().forEach((name, values) -> arrays.put(BEST_STATE + name, stored(name, values)));
        arrays.put(BEST_EPOCH, stored(BEST_EPOCH, new long[] {best.epoch()}));
        arrays.putAll(history);
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(FormatVersion.KEY, FormatVersion.CURRENT);
        settings.forEach((name, value) -> metadata.put(SETTING + name, value));
        Safetensors.write(file, arrays, metadata);
    }

    /**
     * Reads a file.
     *
     * @param settings of the run that wants to go on
     * @throws InvalidInput if it is no checkpoint, or one of a run with other settings, naming the first that differs
     */
    static CheckpointFile read(Path file, Map<String, String> settings) {
        Safetensors stored = Safetensors.read(file);
        if (!stored.has(BEST_EPOCH)) {
            throw InvalidInput.at(file.toString(), "a training checkpoint", "other tensors");
        }
        settings.forEach((name, value) -> {
            String found = stored.metadata().getOrDefault(SETTING + name, "none");
            if (!found.equals(value)) {
                throw InvalidInput.at(file + ", " + name, "\"" + value + "\" as in this run", "\"" + found + "\"");
            }
        });
        BestEpoch best = new BestEpoch(
                (int) stored.longs(BEST_EPOCH)[0],
                floats(below(stored, BEST_PARAMETER)),
                new ModelState(below(stored, BEST_STATE)));
        Map<String, StoredArray> history = new LinkedHashMap<>();
        for (String name : stored.names()) {
            if (!name.startsWith(PARAMETER)
                    && !name.startsWith(OPTIMIZER)
                    && !name.startsWith(BEST_PARAMETER)
                    && !name.startsWith(BEST_STATE)) {
                history.put(name, stored.array(name));
            }
        }
        return new CheckpointFile(settings, floats(below(stored, PARAMETER)), below(stored, OPTIMIZER), best, history);
    }

    /** An entry of the history. */
    StoredArray history(String name, Path file) {
        StoredArray found = history.get(name);
        if (found == null) {
            throw InvalidInput.at(file.toString(), "a checkpoint of such a run, with the tensor " + name, "none");
        }
        return found;
    }

    static Map<String, Object> below(Safetensors stored, String folder) {
        Map<String, Object> arrays = new LinkedHashMap<>();
        for (String name : stored.names()) {
            if (name.startsWith(folder)) {
                arrays.put(name.substring(folder.length()), loaded(name, stored.array(name)));
            }
        }
        return arrays;
    }

    private static Map<String, float[]> floats(Map<String, Object> arrays) {
        Map<String, float[]> floats = new LinkedHashMap<>();
        arrays.forEach((name, values) -> {
            if (!(values instanceof float[] array)) {
                throw InvalidInput.at("checkpoint, parameter " + name, "float32 numbers", "another type");
            }
            floats.put(name, array);
        });
        return floats;
    }

    /** A vector for the file. */
    static StoredArray stored(String name, Object values) {
        return switch (values) {
            case float[] a -> StoredArray.of(a, a.length);
            case double[] a -> StoredArray.of(a, a.length);
            case int[] a -> StoredArray.of(a, a.length);
            case long[] a -> StoredArray.of(a, a.length);
            default ->
                throw InvalidInput.at(
                        "checkpoint, array " + name,
                        "float[], double[], int[] or long[]",
                        values.getClass().getSimpleName());
        };
    }

    private static Object loaded(String name, StoredArray array) {
        return switch (array.type().descr()) {
            case "<f4" -> array.floats();
            case "<f8" -> array.doubles();
            case "<i4" -> array.ints();
            case "<i8" -> array.longs();
            default ->
                throw InvalidInput.at(
                        "checkpoint, array " + name,
                        "f4, f8, i4 or i8",
                        array.type().descr());
        };
    }
}
