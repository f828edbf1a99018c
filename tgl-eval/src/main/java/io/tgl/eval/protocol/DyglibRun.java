package io.tgl.eval.protocol;

import io.tgl.core.base.Provenance;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.negative.NegativeChoice;
import io.tgl.eval.negative.NegativeKind;
import io.tgl.eval.record.Deviation;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.task.LinkTask;
import io.tgl.eval.train.RunContext;
import io.tgl.eval.train.RunControl;
import io.tgl.eval.train.RunRecording;
import io.tgl.eval.train.RunResult;
import io.tgl.eval.train.Trainer;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelPresets;
import io.tgl.models.registry.ModelRegistry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * One run under {@link DyglibProtocol}, from the data set to the run record.
 *
 * @param dataset the data
 * @param task made of it by {@link DyglibProtocol#task}
 * @param model name in {@link ModelRegistry}
 * @param settings settings of the model that differ from its defaults
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
    /** Values of published settings that a model without the setting has anyway. */
    private static final Set<String> USUAL = Set.of("recent");

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

    /** The same run as if it had been granted that many epochs: what a run that its time has cut is recorded as. */
    public DyglibRun endingAfter(int epochs) {
        return new DyglibRun(
                dataset,
                task,
                model,
                settings,
                options.withEpochs(epochs),
                command.replaceFirst("--epochs " + options.epochs() + "\\b", "--epochs " + epochs));
    }

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
        RunContext context = new RunContext(
                dataset,
                DyglibProtocol.NAME,
                DyglibProtocol.DESCRIPTION,
                task.negatives().describe(),
                DyglibProtocol.EPOCHS,
                parameterCount(scorer),
                configuration(),
                Provenance.current(compute.kernels().name(), compute.workers().threads()),
                started.truncatedTo(ChronoUnit.SECONDS).toString(),
                seconds,
                peakHeapBytes.getAsLong(),
                result.stop() == StopReason.TIME_LIMIT
                        ? endingAfter(result.stoppedEpoch()).command()
                        : command,
                deviations(result, control));
        return new Outcome(result, RunRecording.record(result, context));
    }

    private static long parameterCount(Scorer scorer) {
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
        NegativeChoice negatives = task.negatives();
        if (!negatives.equals(NegativeChoice.PUBLISHED)) {
            all.put("train_negatives", negatives.training().label());
            all.put(
                    "eval_negatives",
                    negatives.test().stream().map(NegativeKind::label).collect(Collectors.joining(",")));
        }
        if (ModelRegistry.isLearned(model)) {
            all.put("epochs", Integer.toString(options.epochs()));
            all.put("patience", Integer.toString(options.patience()));
        }
        return all;
    }

    private List<Deviation> deviations(RunResult result, RunControl control) {
        List<Deviation> all = new ArrayList<>();
        if (ModelRegistry.isLearned(model)) {
            differs(all, "patience", DyglibProtocol.PATIENCE, options.patience());
        }
        differs(all, "batch size", DyglibProtocol.BATCH_SIZE, options.batchSize());
        NegativeChoice negatives = task.negatives();
        if (negatives.training() != NegativeKind.RANDOM) {
            all.add(new Deviation(
                    "training negatives", "random", negatives.training().label()));
        }
        if (result.stop() == StopReason.TIME_LIMIT) {
            String minutes = control.timeLimit().map(RunControl::inWords).orElse("");
            all.add(new Deviation(
                    "epochs",
                    "up to " + DyglibProtocol.EPOCHS + ", patience " + DyglibProtocol.PATIENCE,
                    result.stoppedEpoch() + ", cut after " + minutes));
        }
        addSettings(all, negatives.test().getFirst());
        return all;
    }

    /** Settings that differ from the published ones of this data set, and published ones that cannot be set here. */
    private void addSettings(List<Deviation> all, NegativeKind tested) {
        Map<String, String> published = ModelPresets.published(model, dataset.name(), tested.label());
        Map<String, String> possible = ModelPresets.supported(model, dataset.name(), tested.label());
        Map<String, String> there = ModelRegistry.settings(model, possible);
        Map<String, String> here = ModelRegistry.settings(model, settings);
        here.forEach((name, value) -> {
            String known = there.getOrDefault(name, "none");
            if (!known.equals(value)) {
                all.add(new Deviation("setting " + name, known, value));
            }
        });
        published.forEach((name, value) -> {
            if (!possible.containsKey(name) && !USUAL.contains(value)) {
                all.add(new Deviation("setting " + name, value, "not there"));
            }
        });
    }

    private static void differs(List<Deviation> all, String what, int published, int here) {
        if (here != published) {
            all.add(new Deviation(what, Integer.toString(published), Integer.toString(here)));
        }
    }
}
