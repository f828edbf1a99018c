package io.tgl.models.model;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.FormatVersion;
import io.tgl.core.io.Safetensors;
import io.tgl.core.io.StoredArray;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A trained model by itself: what builds it and its parameters. As a file it is safetensors; the description stands in
 * the metadata.
 *
 * @param model name in the registry
 * @param options settings that differ from the published ones
 * @param secondsPerTick length of a tick in seconds
 * @param seed of parameters and dropout
 * @param notes further facts for people: data set, protocol, version
 * @param parameters by name; empty for a model without
 */
public record Checkpoint(
        String model,
        Map<String, String> options,
        double secondsPerTick,
        long seed,
        Map<String, String> notes,
        Map<String, float[]> parameters) {
    private static final String MODEL = "tgl.model";
    private static final String SECONDS = "tgl.seconds_per_tick";
    private static final String SEED = "tgl.seed";
    private static final String OPTION = "tgl.option.";
    private static final String NOTE = "tgl.note.";

    /** Writes the file whole or not at all. */
    public void write(Path file) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(FormatVersion.KEY, FormatVersion.CURRENT);
        metadata.put(MODEL, model);
        metadata.put(SECONDS, Double.toString(secondsPerTick));
        metadata.put(SEED, Long.toString(seed));
        new TreeMap<>(options).forEach((name, value) -> metadata.put(OPTION + name, value));
        new TreeMap<>(notes).forEach((name, value) -> metadata.put(NOTE + name, value));
        Map<String, StoredArray> arrays = new LinkedHashMap<>();
        parameters.forEach((name, values) -> arrays.put(name, StoredArray.of(values, values.length)));
        Safetensors.write(file, arrays, metadata);
    }

    /** Reads a file that {@link #write} wrote. */
    public static Checkpoint read(Path file) {
        Safetensors stored = Safetensors.read(file);
        Map<String, String> metadata = stored.metadata();
        Map<String, float[]> parameters = new LinkedHashMap<>();
        stored.names().forEach(name -> parameters.put(name, stored.floats(name)));
        try {
            return new Checkpoint(
                    required(file, metadata, MODEL),
                    below(metadata, OPTION),
                    Double.parseDouble(required(file, metadata, SECONDS)),
                    Long.parseLong(required(file, metadata, SEED)),
                    below(metadata, NOTE),
                    parameters);
        } catch (NumberFormatException e) {
            throw new InvalidInput(
                    file + ": expected numbers as " + SECONDS + " and " + SEED + ", found other texts", e);
        }
    }

    private static String required(Path file, Map<String, String> metadata, String name) {
        String value = metadata.get(name);
        if (value == null) {
            throw InvalidInput.at(file.toString(), "a model checkpoint with " + name, "a file without");
        }
        return value;
    }

    private static Map<String, String> below(Map<String, String> metadata, String prefix) {
        Map<String, String> found = new TreeMap<>();
        metadata.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }
}
