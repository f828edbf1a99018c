package io.tgl.eval.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a run is watched, interrupted and resumed. No result depends on it, but for the number of epochs on the time limit.
 *
 * @param listener hears how it goes on
 * @param interrupted polled between batches; true ends the run there
 * @param checkpoint file that is written after every epoch, if any
 * @param resume whether to go on from that file if it exists
 * @param settings further settings (the model's configuration, the data's checksum) that must be equal for a checkpoint to
 *     be taken up; name to value
 * @param timeLimit training stops after the first epoch at whose end all epochs together took longer, evaluation included
 */
public record RunControl(
        TrainingListener listener,
        BooleanSupplier interrupted,
        Optional<Path> checkpoint,
        boolean resume,
        Map<String, String> settings,
        Optional<Duration> timeLimit) {
    /** Copies the map, keeping its order. */
    public RunControl {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** Neither watched nor interrupted, no checkpoint. */
    public static RunControl none() {
        return new RunControl(TrainingListener.NONE, () -> false, Optional.empty(), false, Map.of(), Optional.empty());
    }

    /** With this listener. */
    public RunControl watchedBy(TrainingListener hearer) {
        return new RunControl(hearer, interrupted, checkpoint, resume, settings, timeLimit);
    }

    /** Interrupted when this says so. */
    public RunControl interruptedBy(BooleanSupplier signal) {
        return new RunControl(listener, signal, checkpoint, resume, settings, timeLimit);
    }

    /** With a checkpoint after every epoch; {@code goOn} = start from it if it exists. */
    public RunControl checkpointAt(Path file, boolean goOn) {
        return new RunControl(listener, interrupted, Optional.of(file), goOn, settings, timeLimit);
    }

    /** With further settings that a checkpoint must agree with. */
    public RunControl withSettings(Map<String, String> further) {
        return new RunControl(listener, interrupted, checkpoint, resume, further, timeLimit);
    }

    /** With this time for training; none = as long as it takes. */
    public RunControl limitedTo(Optional<Duration> time) {
        return new RunControl(listener, interrupted, checkpoint, resume, settings, time);
    }

    /** "30 min", "90 s". */
    public static String inWords(Duration time) {
        return time.toSecondsPart() == 0 && time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }

    /** Whether the finished epochs took longer than granted. */
    boolean timeIsUp(List<EpochResult> epochs) {
        double seconds = epochs.stream()
                .mapToDouble(epoch -> epoch.trainSeconds() + epoch.evaluationSeconds())
                .sum();
        return timeLimit.filter(limit -> seconds > limit.toMillis() * 1e-3).isPresent();
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
