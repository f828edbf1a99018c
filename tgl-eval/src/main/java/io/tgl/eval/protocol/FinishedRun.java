package io.tgl.eval.protocol;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.negative.NegativeChoice;
import io.tgl.eval.split.ChronologicalSplit;
import io.tgl.eval.task.EvaluationSet;
import io.tgl.eval.task.LinkTask;
import io.tgl.eval.train.TrainedWeights;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.LiveSettings;
import io.tgl.models.live.LiveSettings.NodeLimit;
import io.tgl.models.model.Checkpoint;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A finished run under {@link DyglibProtocol} as the beginning of a live stream: the model by itself, and the past that it
 * has lived through.
 *
 * @param dataset the data of the run
 * @param model name in {@link ModelRegistry}
 * @param settings settings of the model that differ from its defaults
 * @param batchSize events a batch
 * @param seed of the run
 * @param trained weights and state; empty for a model without parameters
 */
public record FinishedRun(
        Dataset dataset,
        String model,
        Map<String, String> settings,
        int batchSize,
        long seed,
        Optional<TrainedWeights> trained) {
    /** The setting that says how many events a model's layers are for, where they depend on it: here those of the run. */
    private static final String BUILT_FOR = "projection-events";

    /** Copies the map. */
    public FinishedRun {
        settings = Map.copyOf(settings);
        if (trained.isEmpty() == ModelRegistry.isLearned(model)) {
            throw InvalidInput.at(
                    model, trained.isEmpty() ? "trained weights" : "none: it has no parameters", trained.isEmpty());
        }
    }

    /** Where a live stream goes on. */
    public enum Place {
        /** Behind the last event of the data set: the test events have been observed, batch by batch as in evaluation. */
        END,
        /** Where the test part begins: the state in which validation left the model. */
        TEST,
        /** Before any event: only the weights are taken over. */
        EMPTY
    }

    /** The model by itself. */
    public Checkpoint checkpoint() {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("protocol", DyglibProtocol.NAME);
        notes.put("data", dataset.name());
        notes.put("data sha256", dataset.sha256());
        Map<String, String> options = new LinkedHashMap<>(settings);
        if (ModelRegistry.settings(model, settings).containsKey(BUILT_FOR)) {
            options.putIfAbsent(
                    BUILT_FOR, Integer.toString(dataset.events().features().rows()));
        }
        return new Checkpoint(
                model,
                options,
                dataset.events().granularity().seconds(),
                seed,
                notes,
                trained.map(TrainedWeights::parameters).orElse(Map.of()));
    }

    /** How a live predictor must be set to go on where this run ended; everything else as usual. */
    public LiveSettings liveSettings() {
        NodeLimit room = new NodeLimit(
                NodeLimit.NONE.most(),
                NodeLimit.NONE.whenFull(),
                dataset.nodes().size());
        return LiveSettings.USUAL
                .withFeatures(dataset.events().features().width())
                .withNodes(room);
    }

    /**
     * What a live predictor begins after.
     *
     * @param events all events of the data set before the place, whether they were trained on or not: neighbors of
     *     evaluation
     * @param origin time of the first event, from which the model counts
     * @param state of the model
     */
    public record Past(EventStream events, long origin, ModelState state) {
        /** Tells a predictor that knows the data set's nodes and has seen nothing yet. */
        public void tell(LivePredictor live) {
            live.begin(events, origin, state);
        }
    }

    /** The past before a place; empty before any event. */
    public Optional<Past> past(Place place, Compute compute) {
        return place == Place.EMPTY ? Optional.empty() : Optional.of(lived(place, compute));
    }

    private Past lived(Place place, Compute compute) {
        EventStream events = dataset.events();
        long origin = events.time(0);
        ChronologicalSplit split = ChronologicalSplit.of(events.shiftedBy(origin));
        LinkTask task = DyglibProtocol.task(events, batchSize, NegativeChoice.PUBLISHED, compute.workers());
        Scorer scorer = ModelRegistry.create(
                model, ModelContext.of(events, seed, compute).withOptions(settings));
        scorer.reset();
        scorer.attach(task.allNeighbors());
        if (trained.isPresent() && scorer instanceof TrainableScorer learnt) {
            learnt.loadParameters(trained.get().parameters());
            learnt.restore(trained.get().state());
        } else {
            scorer.attach(task.trainingNeighbors());
            observe(scorer, task.training());
            scorer.attach(task.allNeighbors());
            observe(scorer, task.table(EvaluationSet.VALIDATION).events());
        }
        int end = place == Place.TEST ? split.testStart() : events.size();
        if (place == Place.END) {
            observe(scorer, task.table(EvaluationSet.TEST).events());
        }
        EventStream before = events.select(IntStream.range(0, end).toArray());
        return new Past(before, origin, scorer.state());
    }

    private void observe(Scorer scorer, EventStream events) {
        for (int from = 0; from < events.size(); from += batchSize) {
            scorer.observe(new EventBatch(events, from, Math.min(events.size(), from + batchSize)));
        }
    }
}
