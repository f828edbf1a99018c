package io.tgl.eval.protocol;

import io.tgl.core.base.Provenance;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.metric.BootstrapInterval;
import io.tgl.eval.metric.DecisionThreshold;
import io.tgl.eval.record.CostRecord;
import io.tgl.eval.record.Deviation;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.ModelRecord;
import io.tgl.eval.record.ProtocolRecord;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.ScoreHistogram;
import io.tgl.eval.record.TrainingRecord;
import io.tgl.eval.task.BatchProgress;
import io.tgl.eval.task.ClassificationTask;
import io.tgl.eval.task.EventEmbeddings;
import io.tgl.eval.task.LogisticRegression;
import io.tgl.eval.train.ClassifierTrainer;
import io.tgl.eval.train.EventClassTrainer;
import io.tgl.eval.train.RunRecording;
import io.tgl.eval.train.ScoreDigest;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.models.model.Encoder;
import io.tgl.models.model.TrainableScorer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Runs of one {@link Classification} on one data set: models with a classifier on top, and the baseline beside them. */
public final class ClassificationRun {
    /** Metric: lower end of the 95 % bootstrap interval of the ROC AUC. */
    public static final String AUC_LOW = Measure.AUC + Measure.LOW;
    /** Metric: upper end of that interval. */
    public static final String AUC_HIGH = Measure.AUC + Measure.HIGH;
    /** Metric: unweighted mean of both classes' F1. */
    public static final String MACRO_F1 = "macro-F1";

    private static final int BINS = 50;
    private static final List<String> SPLITS = List.of(Measure.VALIDATION, Measure.TEST);

    private final Classification kind;
    private final Dataset data;
    private final ClassificationTask task;
    private final int batchSize;
    private final Compute compute;

    /**
     * Prepares the task.
     *
     * @param prepared by {@link Classification#prepare}
     * @param batchSize events a batch, of the stream and of the classifier
     */
    public ClassificationRun(Classification kind, Dataset prepared, int batchSize, Compute compute) {
        this.kind = kind;
        this.data = prepared;
        this.task = kind.task(prepared);
        this.batchSize = batchSize;
        this.compute = compute;
    }

    /**
     * A trained link model whose embeddings are classified.
     *
     * @param encoder the model with the weights of its best epoch
     * @param configuration its settings, in reading order
     * @param linkEpochs epochs that its training was granted
     * @param command what runs all of it again
     */
    public record Frozen(Encoder encoder, Map<String, String> configuration, int linkEpochs, String command) {}

    /** The probabilities of a run and what else its record tells. */
    private record Outcome(
            ModelRecord model,
            String visibility,
            long seed,
            TrainingRecord training,
            float[] validation,
            float[] test,
            Map<String, Double> phases,
            String command,
            List<Deviation> deviations) {
        float[] scores(String split) {
            return split.equals(Measure.TEST) ? test : validation;
        }
    }

    /** The baseline: logistic regression on plain facts of the past. */
    public RunRecord baseline(String command) {
        long start = System.nanoTime();
        FeatureTable history = kind.history(task);
        double n = task.validationStart();
        double positives = task.trainingPositives();
        LogisticRegression fitted = LogisticRegression.fit(
                history,
                task.positive(),
                task.validationStart(),
                kind.balanced() ? n / (2 * positives) : 1,
                kind.balanced() ? n / (2 * (n - positives)) : 1);
        double[] weights = fitted.weights();
        Map<String, String> configuration = new LinkedHashMap<>();
        for (int j = 0; j < weights.length; j++) {
            configuration.put(j == 0 ? "intercept" : "weight " + j, Double.toString(weights[j]));
        }
        return record(new Outcome(
                new ModelRecord(kind.baseline(), weights.length, configuration),
                "events strictly before the event's time",
                0,
                TrainingRecord.none(),
                fitted.predict(history, task.from(Measure.VALIDATION), task.to(Measure.VALIDATION)),
                fitted.predict(history, task.from(Measure.TEST), task.to(Measure.TEST)),
                Map.of("training", (System.nanoTime() - start) * 1e-9),
                command,
                List.of()));
    }

    /** A model: its embeddings of all events, then the classifier. */
    public RunRecord model(Frozen frozen, ClassifierTrainer.Settings settings, BatchProgress progress) {
        long start = System.nanoTime();
        Encoder encoder = frozen.encoder();
        FeatureTable embeddings = EventEmbeddings.of(
                encoder,
                task.events(),
                TemporalAdjacency.of(task.events(), compute.workers()),
                batchSize,
                kind.ends(),
                progress);
        long embedded = System.nanoTime();
        ClassifierTrainer.Result result = new ClassifierTrainer(task, embeddings, settings, compute).run();
        Map<String, Double> phases = new LinkedHashMap<>();
        phases.put("embedding", (embedded - start) * 1e-9);
        phases.put("training", (System.nanoTime() - embedded) * 1e-9);
        return record(new Outcome(
                new ModelRecord(encoder.name(), result.parameters(), configuration(frozen, settings)),
                encoder.visibility().describe(),
                settings.options().seed(),
                training(result, settings.options()),
                result.validation(),
                result.test(),
                phases,
                frozen.command(),
                deviations(frozen, settings)));
    }

    /**
     * A fresh link model, trained itself to tell the classes.
     *
     * @param configuration its settings, in reading order
     * @param command what runs it again
     */
    public record Whole(TrainableScorer scorer, Map<String, String> configuration, String command) {}

    /**
     * A model trained for the classes from the start.
     *
     * @param interrupted polled between batches
     */
    public RunRecord model(Whole whole, TrainingOptions options, BooleanSupplier interrupted) {
        long start = System.nanoTime();
        TrainableScorer scorer = whole.scorer();
        ClassifierTrainer.Result result = new EventClassTrainer(
                        task, TemporalAdjacency.of(task.events(), compute.workers()), options, interrupted)
                .run(scorer);
        Map<String, String> configuration = new LinkedHashMap<>(whole.configuration());
        configuration.put("epochs", Integer.toString(options.epochs()));
        configuration.put("patience", Integer.toString(options.patience()));
        configuration.put("class weights", "inverse training frequency, by repetition");
        List<Deviation> deviations = new ArrayList<>();
        addCut(deviations, "epochs", Classification.EPOCHS, options.epochs());
        return record(new Outcome(
                new ModelRecord(scorer.name(), result.parameters(), configuration),
                scorer.visibility().describe(),
                options.seed(),
                training(result, options),
                result.validation(),
                result.test(),
                Map.of("training", (System.nanoTime() - start) * 1e-9),
                whole.command(),
                deviations));
    }

    private static Map<String, String> configuration(Frozen frozen, ClassifierTrainer.Settings settings) {
        Map<String, String> all = new LinkedHashMap<>(frozen.configuration());
        all.put("link epochs", Integer.toString(frozen.linkEpochs()));
        all.put("classifier epochs", Integer.toString(settings.options().epochs()));
        all.put("classifier patience", Integer.toString(settings.options().patience()));
        all.put("classifier dropout", Float.toString(settings.dropout()));
        all.put("classifier learning rate", Double.toString(settings.learningRate()));
        all.put("class weights", settings.balanced() ? "inverse training frequency" : "none");
        return all;
    }

    private static TrainingRecord training(ClassifierTrainer.Result result, TrainingOptions options) {
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        curves.put(TrainingRecord.TRAIN_LOSS, result.losses());
        curves.put(TrainingRecord.curve(Measure.VALIDATION, Measure.AUC), result.validationAucs());
        return new TrainingRecord(
                result.bestEpoch(),
                result.losses().size(),
                options.epochs(),
                Classification.EPOCHS,
                options.patience(),
                result.stop(),
                curves);
    }

    private static List<Deviation> deviations(Frozen frozen, ClassifierTrainer.Settings settings) {
        List<Deviation> all = new ArrayList<>();
        addCut(all, "epochs of the link model", DyglibProtocol.EPOCHS, frozen.linkEpochs());
        addCut(
                all,
                "epochs of the classifier",
                Classification.EPOCHS,
                settings.options().epochs());
        return all;
    }

    private static void addCut(List<Deviation> all, String what, int published, int here) {
        if (here < published) {
            all.add(new Deviation(what, "up to " + published, "up to " + here));
        }
    }

    private RunRecord record(Outcome run) {
        ScoreDigest digest = new ScoreDigest();
        List<Measure> measures = new ArrayList<>();
        List<ScoreHistogram> histograms = new ArrayList<>();
        DecisionThreshold threshold =
                DecisionThreshold.ofBestMacroF1(run.validation(), task.positive(Measure.VALIDATION));
        for (String split : SPLITS) {
            digest.add(run.scores(split));
            addMeasures(measures, split, run.scores(split), threshold);
            histograms.add(histogram(split, run.scores(split)));
        }
        List<Deviation> deviations = new ArrayList<>(run.deviations());
        data.deviations().forEach(d -> deviations.add(new Deviation(d.what(), d.published(), d.here())));
        double seconds = run.phases().values().stream().mapToDouble(s -> s).sum();
        Runtime jvm = Runtime.getRuntime();
        return new RunRecord(
                RunRecord.FORMAT,
                Provenance.current(compute.kernels().name(), compute.workers().threads()),
                RunRecording.data(data),
                new ProtocolRecord(
                        kind.protocol(), kind.description(), "none", run.visibility(), batchSize, task.sizes()),
                run.model(),
                run.seed(),
                run.training(),
                measures,
                digest.hex(),
                histograms,
                new CostRecord(
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                        seconds,
                        run.phases(),
                        jvm.totalMemory() - jvm.freeMemory()),
                run.command(),
                deviations);
    }

    private void addMeasures(List<Measure> measures, String split, float[] scores, DecisionThreshold threshold) {
        boolean[] classes = task.positive(split);
        long positives = 0;
        for (boolean positive : classes) {
            positives += positive ? 1 : 0;
        }
        BootstrapInterval interval = BootstrapInterval.ofRocAuc(scores, classes, BootstrapInterval.RESAMPLES, 0);
        measures.add(Measure.of(split, Measure.AUC, task.rocAuc(split, scores), positives));
        measures.add(Measure.of(split, AUC_LOW, interval.low(), positives));
        measures.add(Measure.of(split, AUC_HIGH, interval.high(), positives));
        if (kind == Classification.EDGES) {
            measures.add(Measure.of(split, MACRO_F1, threshold.macroF1On(scores, classes), positives));
        }
    }

    private ScoreHistogram histogram(String split, float[] scores) {
        boolean[] classes = task.positive(split);
        int count = 0;
        for (boolean positive : classes) {
            count += positive ? 1 : 0;
        }
        float[] positive = new float[count];
        float[] negative = new float[classes.length - count];
        int p = 0;
        int n = 0;
        for (int i = 0; i < classes.length; i++) {
            if (classes[i]) {
                positive[p++] = scores[i];
            } else {
                negative[n++] = scores[i];
            }
        }
        return ScoreHistogram.of(split, positive, negative, BINS);
    }
}
