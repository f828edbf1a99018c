package io.tgl.eval.protocol;

import io.tgl.core.base.Provenance;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.record.CostRecord;
import io.tgl.eval.record.DataRecord;
import io.tgl.eval.record.Deviation;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.ModelRecord;
import io.tgl.eval.record.ProtocolRecord;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.ScoreHistogram;
import io.tgl.eval.record.TrainingRecord;
import io.tgl.eval.task.EvaluationScores;
import io.tgl.eval.task.EvaluationSet;
import io.tgl.eval.task.LinkTask;
import io.tgl.eval.train.EpochResult;
import io.tgl.eval.train.RunControl;
import io.tgl.eval.train.RunResult;
import io.tgl.eval.train.Trainer;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * One run under {@link DyglibProtocol}, from the data set to the run record.
 *
 * @param dataset the data
 * @param task made of it by {@link DyglibProtocol#task}
 * @param model name in {@link ModelRegistry}
 * @param settings settings of the model that differ from the published ones
 * @param options how to train, with the seed of this run
 * @param command the command that runs it again
 */
public record DyglibRun(
        Dataset dataset,
        LinkTask task,
        String model,
        Map<String, String> settings,
        TrainingOptions options,
        String command) {
    private static final int HISTOGRAM_BINS = 50;

    /** Copies the map. */
    public DyglibRun {
        settings = Map.copyOf(settings);
    }

    /**
     * What came of it.
     *
     * @param result figures and scores
     * @param record the run record; of a run that was interrupted, of what there is
     */
    public record Outcome(RunResult result, RunRecord record) {}

    /** A model for this run, untrained. */
    public Scorer build(Compute compute) {
        return ModelRegistry.create(
                model,
                ModelContext.of(dataset.events(), options.seed(), compute).withOptions(settings));
    }

    /** What a checkpoint must agree with to be taken up by this run. */
    public Map<String, String> identity() {
        Map<String, String> identity = new LinkedHashMap<>(ModelRegistry.settings(model, settings));
        identity.put("data sha256", dataset.sha256());
        return identity;
    }

    /**
     * Runs it.
     *
     * @param control how it is watched and interrupted; its further settings are replaced by {@link #identity}
     * @param peakHeapBytes asked at the end: the largest heap in use that was seen
     */
    public Outcome run(Compute compute, RunControl control, LongSupplier peakHeapBytes) {
        Instant started = Instant.now();
        long start = System.nanoTime();
        Scorer scorer = build(compute);
        RunResult result = new Trainer(task, options, control.withSettings(identity())).run(scorer);
        double seconds = (System.nanoTime() - start) * 1e-9;
        RunRecord record = new RunRecord(
                RunRecord.FORMAT,
                Provenance.current(compute.kernels().name(), compute.workers().threads()),
                dataRecord(),
                protocolRecord(result),
                new ModelRecord(result.model(), parameterCount(scorer), configuration()),
                options.seed(),
                trainingRecord(result),
                result.metrics(),
                result.scoreDigest(),
                histograms(result),
                new CostRecord(
                        started.truncatedTo(ChronoUnit.SECONDS).toString(),
                        seconds,
                        result.phaseSeconds(),
                        peakHeapBytes.getAsLong()),
                command,
                deviations());
        return new Outcome(result, record);
    }

    private static long parameterCount(Scorer scorer) {
        return scorer instanceof TrainableScorer trained
                ? trained.parameters().values().stream()
                        .mapToLong(values -> values.length)
                        .sum()
                : 0;
    }

    private DataRecord dataRecord() {
        return new DataRecord(
                dataset.name(),
                dataset.sha256(),
                dataset.events().nodeCount(),
                dataset.events().size(),
                dataset.distinctTimes(),
                dataset.events().time(0),
                dataset.events().time(dataset.events().size() - 1),
                dataset.events().granularity().name().toLowerCase(Locale.ROOT),
                0,
                dataset.events().features().width(),
                dataset.source(),
                dataset.citation(),
                dataset.license());
    }

    private static ProtocolRecord protocolRecord(RunResult result) {
        return new ProtocolRecord(
                DyglibProtocol.NAME,
                DyglibProtocol.DESCRIPTION,
                "random",
                result.visibility().describe(),
                result.options().batchSize(),
                result.splitSizes());
    }

    private Map<String, String> configuration() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("name", model);
        all.putAll(ModelRegistry.settings(model, settings));
        all.put("batch_size", Integer.toString(options.batchSize()));
        if (ModelRegistry.isLearned(model)) {
            all.put("epochs", Integer.toString(options.epochs()));
            all.put("patience", Integer.toString(options.patience()));
        }
        all.put("seed", Long.toString(options.seed()));
        return all;
    }

    private TrainingRecord trainingRecord(RunResult result) {
        if (result.epochs().isEmpty()) {
            return TrainingRecord.none();
        }
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        curves.put(TrainingRecord.TRAIN_LOSS, curve(result, EpochResult::loss));
        curves.put(TrainingRecord.curve(Measure.VALIDATION, Measure.AP), curve(result, EpochResult::validationAp));
        curves.put(TrainingRecord.curve(Measure.VALIDATION, Measure.AUC), curve(result, EpochResult::validationAuc));
        curves.put(
                TrainingRecord.curve(Measure.NEW_NODE_VALIDATION, Measure.AP), curve(result, EpochResult::newNodeAp));
        curves.put(
                TrainingRecord.curve(Measure.NEW_NODE_VALIDATION, Measure.AUC), curve(result, EpochResult::newNodeAuc));
        curves.put(TrainingRecord.SECONDS, curve(result, epoch -> epoch.trainSeconds() + epoch.evaluationSeconds()));
        return new TrainingRecord(
                result.bestEpoch(),
                result.stoppedEpoch(),
                options.epochs(),
                DyglibProtocol.EPOCHS,
                options.patience(),
                result.stop(),
                curves);
    }

    private static List<Double> curve(RunResult result, ToDoubleFunction<EpochResult> value) {
        return result.epochs().stream().mapToDouble(value).boxed().toList();
    }

    /** Score distributions of the evaluations at the end. */
    private static List<ScoreHistogram> histograms(RunResult result) {
        List<ScoreHistogram> histograms = new ArrayList<>();
        for (EvaluationScores scores : result.scores()) {
            boolean last = scores.epoch() == 0
                    && (scores.set() == EvaluationSet.TEST || scores.set() == EvaluationSet.NEW_NODE_TEST);
            if (last && scores.table().events().size() > 0) {
                histograms.add(ScoreHistogram.of(
                        scores.set().label(), scoresOf(scores, true), scoresOf(scores, false), HISTOGRAM_BINS));
            }
        }
        return histograms;
    }

    private static float[] scoresOf(EvaluationScores scores, boolean positive) {
        float[] chosen = new float[scores.table().events().size()];
        int next = 0;
        for (int row = 0; row < scores.table().rows(); row++) {
            if (scores.table().isPositive(row) == positive) {
                chosen[next++] = scores.scores()[row];
            }
        }
        return chosen;
    }

    private List<Deviation> deviations() {
        List<Deviation> all = new ArrayList<>();
        if (ModelRegistry.isLearned(model)) {
            differs(all, "epochs", "up to " + DyglibProtocol.EPOCHS, options.epochs(), DyglibProtocol.EPOCHS);
            differs(all, "patience", "" + DyglibProtocol.PATIENCE, options.patience(), DyglibProtocol.PATIENCE);
        }
        differs(all, "batch size", "" + DyglibProtocol.BATCH_SIZE, options.batchSize(), DyglibProtocol.BATCH_SIZE);
        settings.forEach((name, value) -> all.add(new Deviation("setting " + name, "as published", value)));
        dataset.deviations().forEach(d -> all.add(new Deviation(d.what(), d.published(), d.here())));
        return all;
    }

    private static void differs(List<Deviation> all, String what, String published, int here, int recipe) {
        if (here != recipe) {
            all.add(new Deviation(what, published, Integer.toString(here)));
        }
    }
}
