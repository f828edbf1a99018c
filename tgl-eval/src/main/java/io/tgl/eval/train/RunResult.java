package io.tgl.eval.train;

import io.tgl.eval.record.Measure;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.task.EvaluationScores;
import io.tgl.models.model.Visibility;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one run (one model, one seed) gave.
 *
 * @param model name as in the literature
 * @param visibility what its queries saw
 * @param options how it was trained
 * @param splitSizes "train" and the name of each evaluation set to its number of events, in order
 * @param epochs one entry per finished epoch; empty for a heuristic
 * @param bestEpoch epoch whose weights were tested, 0 for a heuristic
 * @param stop why training ended; after {@link StopReason#INTERRUPTED} there are no test figures
 * @param metrics all figures: AP and AUC of each set (validation: of the best epoch), and of the test set AP by kind of
 *     pair
 * @param scores all scores of all evaluations in order: per epoch validation, new-node validation; at the end test,
 *     new-node test
 * @param scoreDigest SHA-256 (hexadecimal) of all these scores, each as little-endian float32 bits
 * @param phaseSeconds phase name to wall seconds spent in it
 */
public record RunResult(
        String model,
        Visibility visibility,
        TrainingOptions options,
        Map<String, Integer> splitSizes,
        List<EpochResult> epochs,
        int bestEpoch,
        StopReason stop,
        List<Measure> metrics,
        List<EvaluationScores> scores,
        String scoreDigest,
        Map<String, Double> phaseSeconds) {
    /** Copies the collections, keeping their order. */
    public RunResult {
        splitSizes = Collections.unmodifiableMap(new LinkedHashMap<>(splitSizes));
        epochs = List.copyOf(epochs);
        metrics = List.copyOf(metrics);
        scores = List.copyOf(scores);
        phaseSeconds = Collections.unmodifiableMap(new LinkedHashMap<>(phaseSeconds));
    }

    /** Last epoch that was finished, 0 for a heuristic. */
    public int stoppedEpoch() {
        return epochs.size();
    }

    /** A figure over a whole set, NaN if the run has none. */
    public double metric(String split, String metric) {
        return metrics.stream()
                .filter(m -> m.split().equals(split)
                        && m.subset().equals(Measure.ALL)
                        && m.metric().equals(metric))
                .mapToDouble(Measure::value)
                .findFirst()
                .orElse(Double.NaN);
    }
}
