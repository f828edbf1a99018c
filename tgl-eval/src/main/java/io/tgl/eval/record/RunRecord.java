package io.tgl.eval.record;

import io.tgl.core.base.Provenance;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Everything that one run (one model, data set, protocol and seed) leaves behind: enough to run it again and to check
 * the result bit for bit, and enough to draw the report. Written as JSON by {@link RunRecords}.
 *
 * @param formatVersion version of the file format, see {@link #FORMAT}
 * @param provenance what computed it
 * @param data the data set
 * @param protocol the evaluation recipe
 * @param model the model and its full configuration
 * @param seed the run's seed
 * @param training how training went
 * @param metrics all figures
 * @param scoreDigest SHA-256 (hexadecimal) of all evaluation scores in order, each as little-endian float32 bits; of
 *     rankings and affinities, whose scores are too many to be kept, of the SHA-256s of the evaluations in order
 * @param histograms score distributions per split
 * @param cost time and memory
 * @param command the command that runs it again
 * @param deviations differences from the published recipe
 * @param series figures along a split, e.g. per label time; none for most protocols
 */
public record RunRecord(
        String formatVersion,
        Provenance provenance,
        DataRecord data,
        ProtocolRecord protocol,
        ModelRecord model,
        long seed,
        TrainingRecord training,
        List<Measure> metrics,
        String scoreDigest,
        List<ScoreHistogram> histograms,
        CostRecord cost,
        String command,
        List<Deviation> deviations,
        List<FigureSeries> series) {
    /**
     * The format version that this library writes, major.minor. It reads every minor of the same major version (a new
     * minor only adds fields, which older readers ignore) and refuses every other major version, naming both.
     */
    public static final String FORMAT = "1.2";

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** Copies the lists; checks the digest's form. */
    public RunRecord {
        if (!SHA256.matcher(scoreDigest).matches()) {
            throw new IllegalArgumentException(
                    "scoreDigest: expected 64 hexadecimal digits, found \"" + scoreDigest + "\"");
        }
        metrics = List.copyOf(metrics);
        histograms = List.copyOf(histograms);
        deviations = List.copyOf(deviations);
        series = List.copyOf(series);
    }

    /** A record without series. */
    public RunRecord(
            String formatVersion,
            Provenance provenance,
            DataRecord data,
            ProtocolRecord protocol,
            ModelRecord model,
            long seed,
            TrainingRecord training,
            List<Measure> metrics,
            String scoreDigest,
            List<ScoreHistogram> histograms,
            CostRecord cost,
            String command,
            List<Deviation> deviations) {
        this(
                formatVersion,
                provenance,
                data,
                protocol,
                model,
                seed,
                training,
                metrics,
                scoreDigest,
                histograms,
                cost,
                command,
                deviations,
                List.of());
    }

    /** The same with these figures along its splits. */
    public RunRecord withSeries(List<FigureSeries> figures) {
        return new RunRecord(
                formatVersion,
                provenance,
                data,
                protocol,
                model,
                seed,
                training,
                metrics,
                scoreDigest,
                histograms,
                cost,
                command,
                deviations,
                figures);
    }

    /** A figure over a whole split, if the run has it. */
    public OptionalDouble metric(String split, String metric) {
        return metric(split, Measure.ALL, metric);
    }

    /** A figure over a subset of a split, if the run has it. */
    public OptionalDouble metric(String split, String subset, String metric) {
        return metrics.stream()
                .filter(m -> m.split().equals(split)
                        && m.subset().equals(subset)
                        && m.metric().equals(metric))
                .mapToDouble(Measure::value)
                .findFirst();
    }

    /** "TGN on uci, seed 0". */
    public String label() {
        return model.name() + " on " + data.name() + ", seed " + seed;
    }
}
