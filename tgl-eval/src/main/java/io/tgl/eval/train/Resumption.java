package io.tgl.eval.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Where a run leaves a checkpoint after every epoch, and whether it goes on from one.
 *
 * @param file the checkpoint, if any
 * @param resume whether to go on from the file if it exists
 * @param settings further settings (the model's configuration, the data's checksum) that must be equal for a checkpoint to
 *     be taken up; name to value
 */
public record Resumption(Optional<Path> file, boolean resume, Map<String, String> settings) {
    /** No checkpoint. */
    public static final Resumption NONE = new Resumption(Optional.empty(), false, Map.of());

    /** Copies the map, keeping its order. */
    public Resumption {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** With further settings that a checkpoint must agree with. */
    public Resumption withSettings(Map<String, String> further) {
        return new Resumption(file, resume, further);
    }

    void save(Supplier<CheckpointFile> content) {
        file.ifPresent(place -> content.get().write(place));
    }

    /** What was left, if anything was, handed on with the file's place for messages. */
    <T> Optional<T> load(Map<String, String> expected, BiFunction<CheckpointFile, Path, T> use) {
        return file.filter(place -> resume && Files.exists(place))
                .map(place -> use.apply(CheckpointFile.read(place, expected), place));
    }
}
