package io.tgl.eval.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a run is watched, interrupted and resumed. No result depends on it.
 *
 * @param listener hears how it goes on
 * @param interrupted polled between batches; true ends the run there
 * @param checkpoint file that is written after every epoch, if any
 * @param resume whether to go on from that file if it exists
 * @param settings further settings (the model's configuration, the data's checksum) that must be equal for a checkpoint to
 *     be taken up; name to value
 */
public record RunControl(
        TrainingListener listener,
        BooleanSupplier interrupted,
        Optional<Path> checkpoint,
        boolean resume,
        Map<String, String> settings) {
    /** Copies the map, keeping its order. */
    public RunControl {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** Neither watched nor interrupted, no checkpoint. */
    public static RunControl none() {
        return new RunControl(TrainingListener.NONE, () -> false, Optional.empty(), false, Map.of());
    }

    /** With this listener. */
    public RunControl watchedBy(TrainingListener hearer) {
        return new RunControl(hearer, interrupted, checkpoint, resume, settings);
    }

    /** Interrupted when this says so. */
    public RunControl interruptedBy(BooleanSupplier signal) {
        return new RunControl(listener, signal, checkpoint, resume, settings);
    }

    /** With a checkpoint after every epoch; {@code goOn} = start from it if it exists. */
    public RunControl checkpointAt(Path file, boolean goOn) {
        return new RunControl(listener, interrupted, Optional.of(file), goOn, settings);
    }

    /** With further settings that a checkpoint must agree with. */
    public RunControl withSettings(Map<String, String> further) {
        return new RunControl(listener, interrupted, checkpoint, resume, further);
    }

    void saveCheckpoint(Supplier<TrainingCheckpoint> content) {
        checkpoint.ifPresent(file -> content.get().write(file));
    }

    @Nullable
    TrainingCheckpoint loadCheckpoint(Map<String, String> expected) {
        return resume && checkpoint.isPresent() && Files.exists(checkpoint.get())
                ? TrainingCheckpoint.read(checkpoint.get(), expected)
                : null;
    }
}
