package io.tgl.eval.train;

import io.tgl.core.event.EventStream;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.record.CostRecord;
import io.tgl.eval.record.DataRecord;
import io.tgl.eval.record.Deviation;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.ModelRecord;
import io.tgl.eval.record.ProtocolRecord;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.ScoreHistogram;
import io.tgl.eval.record.ScoresFile;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.record.TrainingRecord;
import io.tgl.eval.task.EvaluationScores;
import io.tgl.eval.task.EvaluationSet;
import io.tgl.eval.task.LinkTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Turns the result of a run into what is kept of it: the run record and the file of scores. */
public final class RunRecording {
    private static final int HISTOGRAM_BINS = 50;

    private RunRecording() {}

    /** The record of a run. */
    public static RunRecord record(RunResult result, RunContext context) {
        return new RunRecord(
                RunRecord.FORMAT,
                context.provenance(),
                data(context.data()),
                new ProtocolRecord(
                        context.protocol(),
                        context.description(),
                        context.negatives(),
                        result.visibility().describe(),
                        result.options().batchSize(),
                        result.splitSizes()),
                new ModelRecord(result.model(), context.parameters(), context.configuration()),
                result.options().seed(),
                training(result, context.publishedEpochs()),
                result.metrics(),
                result.scoreDigest(),
                histograms(result),
                new CostRecord(
                        context.started(), context.wallSeconds(), result.phaseSeconds(), context.peakHeapBytes()),
                context.command(),
                deviations(result, context));
    }

    /** What a record keeps of a data set. */
    public static DataRecord data(Dataset data) {
        EventStream events = data.events();
        boolean empty = events.size() == 0;
        return new DataRecord(
                data.name(),
                data.sha256(),
                events.nodeCount(),
                events.size(),
                data.distinctTimes(),
                empty ? 0 : events.time(0),
                empty ? 0 : events.time(events.size() - 1),
                events.granularity().name().toLowerCase(Locale.ROOT),
                0,
                events.features().width(),
                data.source(),
                data.citation(),
                data.license());
    }

    private static TrainingRecord training(RunResult result, int publishedEpochs) {
        if (result.stop() == StopReason.NO_TRAINING) {
            return TrainingRecord.none();
        }
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        curve(curves, TrainingRecord.TRAIN_LOSS, result, EpochResult::loss);
        curve(curves, TrainingRecord.curve(Measure.VALIDATION, Measure.AP), result, EpochResult::validationAp);
        curve(curves, TrainingRecord.curve(Measure.VALIDATION, Measure.AUC), result, EpochResult::validationAuc);
        curve(curves, TrainingRecord.curve(Measure.NEW_NODE_VALIDATION, Measure.AP), result, EpochResult::newNodeAp);
        curve(curves, TrainingRecord.curve(Measure.NEW_NODE_VALIDATION, Measure.AUC), result, EpochResult::newNodeAuc);
        curve(curves, TrainingRecord.SECONDS, result, e -> e.trainSeconds() + e.evaluationSeconds());
        return new TrainingRecord(
                result.bestEpoch(),
                result.stoppedEpoch(),
                result.options().epochs(),
                publishedEpochs,
                result.options().patience(),
                result.stop(),
                curves);
    }

    /** A figure of a set without events is NaN: no curve then. */
    private static void curve(
            Map<String, List<Double>> curves, String name, RunResult result, ToDoubleFunction<EpochResult> value) {
        List<Double> values =
                result.epochs().stream().mapToDouble(value).boxed().toList();
        if (values.stream().allMatch(Double::isFinite)) {
            curves.put(name, values);
        }
    }

    private static List<Deviation> deviations(RunResult result, RunContext context) {
        List<Deviation> all = new ArrayList<>();
        boolean trained = result.stop() != StopReason.NO_TRAINING;
        if (trained && result.options().epochs() < context.publishedEpochs()) {
            all.add(new Deviation(
                    "epochs",
                    "up to " + context.publishedEpochs(),
                    "up to " + result.options().epochs()));
        }
        all.addAll(context.deviations());
        for (Dataset.Deviation deviation : context.data().deviations()) {
            all.add(new Deviation(deviation.what(), deviation.published(), deviation.here()));
        }
        return all;
    }

    /** What counts of each set: the evaluation at the end, or that of the best epoch; none of an interrupted run. */
    private static List<EvaluationScores> counted(RunResult result) {
        Map<EvaluationSet, EvaluationScores> counted = new EnumMap<>(EvaluationSet.class);
        for (EvaluationScores scores : result.scores()) {
            if (scores.epoch() == 0 || scores.epoch() == result.bestEpoch()) {
                counted.put(scores.set(), scores);
            }
        }
        return result.stop() == StopReason.INTERRUPTED ? List.of() : List.copyOf(counted.values());
    }

    private static List<ScoreHistogram> histograms(RunResult result) {
        List<ScoreHistogram> histograms = new ArrayList<>();
        for (EvaluationScores scores : counted(result)) {
            LinkTable table = scores.table();
            int events = table.events().size();
            float[] positive = new float[events];
            float[] negative = new float[events];
            for (int i = 0; i < events; i++) {
                positive[i] = scores.scores()[table.positiveRow(i)];
                negative[i] = scores.scores()[table.negativeRow(i)];
            }
            histograms.add(ScoreHistogram.of(scores.set().label(), positive, negative, HISTOGRAM_BINS));
        }
        return histograms;
    }

    /**
     * Writes the scores of runs, whole or not at all: of each set those of the evaluation at the end, or of the best epoch;
     * an event and its negative stand together.
     */
    public static void writeScores(Path file, List<RunResult> results) {
        List<String> splits =
                Arrays.stream(EvaluationSet.values()).map(EvaluationSet::label).toList();
        ScoresFile.write(file, splits, sink -> {
            for (RunResult result : results) {
                for (EvaluationScores scores : counted(result)) {
                    add(sink, scores, result.options().seed());
                }
            }
        });
    }

    private static void add(ScoresFile.Sink sink, EvaluationScores scores, long seed) throws IOException {
        LinkTable table = scores.table();
        for (int i = 0; i < table.events().size(); i++) {
            for (int candidate = 0; candidate < 2; candidate++) {
                int row = candidate == 0 ? table.positiveRow(i) : table.negativeRow(i);
                sink.add(
                        scores.set().label(),
                        seed,
                        table.source()[row],
                        table.destination()[row],
                        table.time()[row],
                        candidate,
                        candidate == 0,
                        scores.scores()[row]);
            }
        }
    }
}
