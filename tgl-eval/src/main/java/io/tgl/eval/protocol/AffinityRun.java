package io.tgl.eval.protocol;

import io.tgl.core.base.Provenance;
import io.tgl.core.event.EventStream;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.record.CostRecord;
import io.tgl.eval.record.Deviation;
import io.tgl.eval.record.FigureSeries;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.ModelRecord;
import io.tgl.eval.record.ProtocolRecord;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.TrainingRecord;
import io.tgl.eval.task.AffinityEvaluation.Period;
import io.tgl.eval.task.AffinityLabels;
import io.tgl.eval.task.AffinityTask;
import io.tgl.eval.task.LabelVisibility;
import io.tgl.eval.train.AffinityTrainer;
import io.tgl.eval.train.AffinityTrainer.Watch;
import io.tgl.eval.train.RunRecording;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.eval.train.ValidatedEpoch;
import io.tgl.models.model.AffinityScorer;
import io.tgl.models.model.TrainableAffinityScorer;
import io.tgl.models.registry.AffinityModels;
import io.tgl.models.registry.ModelContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of node affinity, from the data set to the run record.
 *
 * @param dataset the data
 * @param task events, labels, split
 * @param labelSource where labels come from, for the record, e.g. "shares of events per 86400 seconds"
 * @param model name in {@link AffinityModels}
 * @param settings settings of the model that differ from its defaults
 * @param options how to train, with the seed
 * @param command the command that runs it again
 */
public record AffinityRun(
        Dataset dataset,
        AffinityTask task,
        String labelSource,
        String model,
        Map<String, String> settings,
        TrainingOptions options,
        String command) {
    /** Epochs that TGB's scripts grant. */
    public static final int EPOCHS = 50;

    private static final double SECONDS_PER_DAY = 86_400;

    /** Copies the map. */
    public AffinityRun {
        settings = Map.copyOf(settings);
    }

    /**
     * Runs it.
     *
     * @throws java.util.concurrent.CancellationException if it was interrupted
     */
    public RunRecord run(Compute compute, Watch watch) {
        Instant started = Instant.now();
        long start = System.nanoTime();
        EventStream events = task.events();
        AffinityLabels labels = task.labels();
        AffinityScorer scorer = AffinityModels.create(
                model,
                labels.classOf(events.nodeCount()),
                labels.classes(),
                ModelContext.of(events, options.seed(), compute).withOptions(settings));
        TemporalAdjacency neighbors = TemporalAdjacency.of(events, compute.workers());
        Watch own = new Watch(
                watch.listener(), watch.interrupted(), watch.resumption().withSettings(identity()));
        AffinityTrainer.Result result = new AffinityTrainer(task, neighbors, options, own).run(scorer);
        double seconds = (System.nanoTime() - start) * 1e-9;
        Runtime jvm = Runtime.getRuntime();
        return new RunRecord(
                RunRecord.FORMAT,
                Provenance.current(compute.kernels().name(), compute.workers().threads()),
                RunRecording.data(dataset),
                new ProtocolRecord(
                        "Node affinity, " + task.visibility().label(),
                        "Labels: " + labelSource
                                + ". Label times after the 70 and 85 % quantiles of event times validate and test."
                                + " NDCG@10 per label time, mean over label times",
                        "none",
                        "a label sees " + task.visibility().describe(),
                        options.batchSize(),
                        sizes()),
                new ModelRecord(scorer.name(), parameterCount(scorer), configuration()),
                options.seed(),
                training(result),
                result.metrics(),
                result.scoreDigest(),
                List.of(),
                new CostRecord(
                        started.truncatedTo(ChronoUnit.SECONDS).toString(),
                        seconds,
                        Map.of("all", seconds),
                        jvm.totalMemory() - jvm.freeMemory()),
                command,
                deviations(result),
                series(result));
    }

    /** NDCG@10 at each label time. */
    private List<FigureSeries> series(AffinityTrainer.Result result) {
        EventStream events = task.events();
        double daysPerTick = events.granularity().seconds() / SECONDS_PER_DAY;
        List<FigureSeries> series = new ArrayList<>();
        for (String part : List.of(Measure.VALIDATION, Measure.TEST)) {
            List<Period> periods = result.periods().stream()
                    .filter(period -> period.part().equals(part))
                    .toList();
            if (!periods.isEmpty()) {
                series.add(new FigureSeries(
                        part,
                        Measure.NDCG,
                        "days since the first event",
                        periods.stream()
                                .map(period -> (task.labels()
                                                        .steps()
                                                        .get(period.step())
                                                        .time()
                                                - events.time(0))
                                        * daysPerTick)
                                .toList(),
                        periods.stream().map(Period::mean).toList(),
                        periods.stream().map(Period::rows).toList()));
            }
        }
        return series;
    }

    private Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (String part : List.of(AffinityTask.TRAINING, Measure.VALIDATION, Measure.TEST)) {
            int rows = 0;
            for (int step = 0; step < task.labels().steps().size(); step++) {
                rows += task.part(step).equals(part)
                        ? task.labels().steps().get(step).queries().size()
                        : 0;
            }
            sizes.put(part, rows);
        }
        return sizes;
    }

    /** What a checkpoint must agree with to be taken up, beside what the trainer knows itself. */
    private Map<String, String> identity() {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("data", dataset.sha256());
        identity.put("labels of", labelSource);
        configuration().forEach((name, value) -> {
            if (!name.equals("epochs")) {
                identity.put("configuration " + name, value);
            }
        });
        return identity;
    }

    private static long parameterCount(AffinityScorer scorer) {
        return scorer instanceof TrainableAffinityScorer trained
                ? trained.parameters().values().stream()
                        .mapToLong(values -> values.length)
                        .sum()
                : 0;
    }

    private Map<String, String> configuration() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("name", model);
        all.putAll(AffinityModels.settings(model, settings));
        all.put("classes", Integer.toString(task.labels().classes()));
        all.put("batch_size", Integer.toString(options.batchSize()));
        if (AffinityModels.isLearned(model)) {
            all.put("epochs", Integer.toString(options.epochs()));
            all.put("patience", Integer.toString(options.patience()));
        }
        return all;
    }

    private TrainingRecord training(AffinityTrainer.Result result) {
        if (result.epochs().isEmpty()) {
            return TrainingRecord.none();
        }
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        curves.put(TrainingRecord.TRAIN_LOSS, ValidatedEpoch.curve(result.epochs(), ValidatedEpoch::loss));
        curves.put(
                TrainingRecord.curve(Measure.VALIDATION, Measure.NDCG),
                ValidatedEpoch.curve(result.epochs(), ValidatedEpoch::validation));
        curves.put(TrainingRecord.SECONDS, ValidatedEpoch.curve(result.epochs(), ValidatedEpoch::seconds));
        return new TrainingRecord(
                result.bestEpoch(),
                result.epochs().size(),
                options.epochs(),
                EPOCHS,
                options.patience(),
                result.stop(),
                curves);
    }

    private List<Deviation> deviations(AffinityTrainer.Result result) {
        List<Deviation> all = new ArrayList<>();
        if (task.visibility() == LabelVisibility.TGB) {
            all.add(new Deviation(
                    "events of the period asked about that were seen before the answers",
                    "not counted",
                    Long.toString(result.eventsOfTheirPeriod())));
        }
        if (!result.epochs().isEmpty() && options.epochs() < EPOCHS) {
            all.add(new Deviation("epochs", "up to " + EPOCHS, "up to " + options.epochs()));
        }
        dataset.deviations().forEach(d -> all.add(new Deviation(d.what(), d.published(), d.here())));
        return all;
    }
}
