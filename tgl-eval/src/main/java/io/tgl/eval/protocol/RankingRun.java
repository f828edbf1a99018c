package io.tgl.eval.protocol;

import io.tgl.core.base.Provenance;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.record.CostRecord;
import io.tgl.eval.record.Deviation;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.ModelRecord;
import io.tgl.eval.record.ProtocolRecord;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.record.TrainingRecord;
import io.tgl.eval.task.RankingTask;
import io.tgl.eval.train.RankingTrainer;
import io.tgl.eval.train.RankingTrainer.Watch;
import io.tgl.eval.train.RunRecording;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.eval.train.ValidatedEpoch;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One run under {@link TgbProtocol}, from the data set to the run record.
 *
 * @param dataset the data
 * @param task made of it by {@link TgbProtocol#task}
 * @param negatives what the events are ranked against, e.g. "hist_rnd, 12000 a positive, seed 42"
 * @param model name in {@link ModelRegistry}
 * @param settings settings of the model that differ from its defaults
 * @param options how to train, with the seed of this run
 * @param command the command that runs it again
 */
public record RankingRun(
        Dataset dataset,
        RankingTask task,
        String negatives,
        String model,
        Map<String, String> settings,
        TrainingOptions options,
        String command) {
    /** Copies the map. */
    public RankingRun {
        settings = Map.copyOf(settings);
    }

    /** The same run as if it had been granted that many epochs: what a run that its time has cut is recorded as. */
    public RankingRun endingAfter(int epochs) {
        String cut = command.replaceFirst("--epochs " + options.epochs() + "\\b", "--epochs " + epochs);
        return new RankingRun(dataset, task, negatives, model, settings, options.withEpochs(epochs), cut);
    }

    /**
     * Runs it.
     *
     * @param peakHeapBytes asked at the end: the largest heap in use that was seen
     * @return its record; of a run that was interrupted, without figures
     */
    public RunRecord run(Compute compute, Watch watch, LongSupplier peakHeapBytes) {
        Instant started = Instant.now();
        long start = System.nanoTime();
        Scorer scorer = ModelRegistry.create(
                model,
                ModelContext.of(dataset.events(), options.seed(), compute).withOptions(settings));
        Watch own = new Watch(
                watch.listener(),
                watch.interrupted(),
                watch.timeLimit(),
                watch.resumption().withSettings(identity()));
        RankingTrainer.Result result =
                new RankingTrainer(task, options, TgbProtocol.TOLERANCE, own, compute.workers()).run(scorer);
        double seconds = (System.nanoTime() - start) * 1e-9;
        return new RunRecord(
                RunRecord.FORMAT,
                Provenance.current(compute.kernels().name(), compute.workers().threads()),
                RunRecording.data(dataset),
                new ProtocolRecord(
                        TgbProtocol.NAME,
                        TgbProtocol.DESCRIPTION,
                        negatives,
                        scorer.visibility().describe(),
                        options.batchSize(),
                        task.splitSizes()),
                new ModelRecord(scorer.name(), parameters(scorer), configuration()),
                options.seed(),
                training(result),
                result.measures(),
                result.scoreDigest(),
                List.of(),
                new CostRecord(
                        started.truncatedTo(ChronoUnit.SECONDS).toString(),
                        seconds,
                        result.phaseSeconds(),
                        peakHeapBytes.getAsLong()),
                result.stop() == StopReason.TIME_LIMIT
                        ? endingAfter(result.epochs().size()).command()
                        : command,
                deviations(result));
    }

    /** What a checkpoint must agree with to be taken up, beside what the trainer knows itself. */
    private Map<String, String> identity() {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("data", dataset.sha256());
        identity.put("ranked against", negatives);
        configuration().forEach((name, value) -> {
            if (!name.equals("epochs")) {
                identity.put("configuration " + name, value);
            }
        });
        return identity;
    }

    private static long parameters(Scorer scorer) {
        return scorer instanceof TrainableScorer trained
                ? trained.parameters().values().stream()
                        .mapToLong(values -> values.length)
                        .sum()
                : 0;
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
        return all;
    }

    private TrainingRecord training(RankingTrainer.Result result) {
        if (result.stop() == StopReason.NO_TRAINING) {
            return TrainingRecord.none();
        }
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        curves.put(TrainingRecord.TRAIN_LOSS, ValidatedEpoch.curve(result.epochs(), ValidatedEpoch::loss));
        curves.put(
                TrainingRecord.curve(Measure.VALIDATION, task.choice().metric()),
                ValidatedEpoch.curve(result.epochs(), ValidatedEpoch::validation));
        curves.put(TrainingRecord.SECONDS, ValidatedEpoch.curve(result.epochs(), ValidatedEpoch::seconds));
        return new TrainingRecord(
                result.bestEpoch(),
                result.epochs().size(),
                options.epochs(),
                TgbProtocol.EPOCHS,
                options.patience(),
                result.stop(),
                curves);
    }

    private List<Deviation> deviations(RankingTrainer.Result result) {
        List<Deviation> all = new ArrayList<>();
        if (ModelRegistry.isLearned(model)) {
            if (result.epochs().size() < TgbProtocol.EPOCHS && result.stop() != StopReason.EARLY_STOPPING) {
                all.add(new Deviation(
                        "epochs",
                        "up to " + TgbProtocol.EPOCHS,
                        Integer.toString(result.epochs().size())));
            }
            if (task.choice() != RankingTask.Choice.MRR) {
                all.add(new Deviation(
                        "choice of the epoch",
                        "validation MRR",
                        "validation " + task.choice().metric() + " against one drawn negative an event"));
            }
            differs(all, "patience", TgbProtocol.PATIENCE, options.patience());
        }
        differs(
                all,
                "test events ranked",
                task.test().events().size(),
                task.test().queries());
        differs(all, "batch size", TgbProtocol.BATCH_SIZE, options.batchSize());
        for (Dataset.Deviation deviation : dataset.deviations()) {
            all.add(new Deviation(deviation.what(), deviation.published(), deviation.here()));
        }
        return all;
    }

    private static void differs(List<Deviation> all, String what, int published, int here) {
        if (here != published) {
            all.add(new Deviation(what, Integer.toString(published), Integer.toString(here)));
        }
    }
}
