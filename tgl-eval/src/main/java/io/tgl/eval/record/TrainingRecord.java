package io.tgl.eval.record;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How training went. Epochs count from 1.
 *
 * @param bestEpoch epoch whose weights were evaluated, 0 without training
 * @param stoppedEpoch last epoch that was finished, 0 without training
 * @param epochLimit epochs that this run was granted
 * @param publishedEpochLimit epochs that the published recipe grants
 * @param patience epochs without improvement after which training stops
 * @param stop why training ended
 * @param curves curve name (see {@link #TRAIN_LOSS}, {@link #curve}) to one value per finished epoch
 */
public record TrainingRecord(
        int bestEpoch,
        int stoppedEpoch,
        int epochLimit,
        int publishedEpochLimit,
        int patience,
        StopReason stop,
        Map<String, List<Double>> curves) {
    /** Name of the curve of the mean training loss. */
    public static final String TRAIN_LOSS = "train loss";
    /** Name of the curve of the wall seconds of each epoch. */
    public static final String SECONDS = "seconds";

    /** Copies the curves and checks that each has a value per finished epoch. */
    public TrainingRecord {
        Map<String, List<Double>> copy = new LinkedHashMap<>();
        for (Map.Entry<String, List<Double>> curve : curves.entrySet()) {
            if (curve.getValue().size() != stoppedEpoch) {
                throw new IllegalArgumentException("curve " + curve.getKey() + ": expected " + stoppedEpoch
                        + " values (one per finished epoch), found "
                        + curve.getValue().size());
            }
            copy.put(curve.getKey(), Collections.unmodifiableList(new ArrayList<>(curve.getValue())));
        }
        curves = Collections.unmodifiableMap(copy);
    }

    /** The record of a model without parameters. */
    public static TrainingRecord none() {
        return new TrainingRecord(0, 0, 0, 0, 0, StopReason.NO_TRAINING, Map.of());
    }

    /** Name of the curve of a metric, e.g. "validation AP". */
    public static String curve(String split, String metric) {
        return split + " " + metric;
    }

    /** Whether training ended before the published recipe would have let it. */
    public boolean isShort() {
        return switch (stop) {
            case NO_TRAINING, EARLY_STOPPING -> false;
            case EPOCH_LIMIT -> stoppedEpoch < publishedEpochLimit;
            case TIME_LIMIT, INTERRUPTED -> true;
        };
    }

    /** What must stand beside every figure of a short run: "3 of up to 100 epochs: not comparable". */
    public Optional<String> caveat() {
        String why = stop == StopReason.TIME_LIMIT ? " (time limit)" : "";
        return isShort()
                ? Optional.of(stoppedEpoch + " of up to " + publishedEpochLimit + " epochs" + why + ": not comparable")
                : Optional.empty();
    }
}
