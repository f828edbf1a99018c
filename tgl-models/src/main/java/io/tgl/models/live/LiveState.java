package io.tgl.models.live;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.StateArrays;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.KeyedFeatureTable;
import io.tgl.core.event.LiveNodeIndex;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.parallel.Workers;
import io.tgl.models.model.LiveScorer;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.model.Visibility;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a live predictor knows at a point of its stream. A function of what it was told, in the order told:
 * nothing else (readers, threads, clocks) leaves a trace. For one writer; what readers see changes only inside
 * {@code gate}.
 */
final class LiveState {
    /** Rows of nodes without events, for ids that nobody has: of both ends, if the model has room to spare. */
    private static final int BLANKS = 2;

    final Scorer scorer;
    final LiveNodeIndex index;
    final LiveHistory history;
    private final LiveSettings settings;
    private final KeyedFeatureTable features;
    private final Consumer<Runnable> gate;
    private final BooleanSupplier hasReaders;
    private final SeenNodes seen = new SeenNodes();
    final WeightSwaps swaps;
    private final @Nullable OnlineLearner learner;
    private final NodeRoom room;
    private final int lastNumber;
    private final int blanks;
    private int capacity;
    private int nextEvent;
    private boolean begun;
    private long origin;
    private long latest = Long.MIN_VALUE;
    private long lateEvents;
    private long forgottenNodes;
    private long steps;
    private volatile long position;

    /**
     * The empty state.
     *
     * @param gate runs what changes the state that readers see
     * @param hasReaders whether readers have asked since the last batch: then it leaves the other processors to them
     * @param lastNumber event numbers are given out up to this one, then anew
     */
    LiveState(
            LiveModel model,
            LiveSettings settings,
            LiveNodeIndex index,
            Consumer<Runnable> gate,
            BooleanSupplier hasReaders,
            int lastNumber) {
        this.settings = settings;
        this.index = index;
        this.gate = gate;
        this.hasReaders = hasReaders;
        this.lastNumber = lastNumber;
        this.features = new KeyedFeatureTable(0, settings.featureWidth());
        int nodes = Math.max(index.bound(), settings.nodes().reserved());
        Scorer roomy = model.create(FeatureTable.absent(nodes + BLANKS), features);
        // A state of one size has that of training.
        this.blanks = roomy instanceof LiveScorer ? BLANKS : 0;
        this.capacity = nodes + blanks;
        this.scorer = roomy instanceof LiveScorer ? roomy : model.create(FeatureTable.absent(nodes), features);
        this.history = LiveHistory.of(settings, features);
        this.swaps = new WeightSwaps(scorer, gate);
        this.room = new NodeRoom(settings.nodes(), index, seen);
        scorer.reset();
        scorer.attach(history.source());
        if (settings.late() == LiveSettings.Late.ADMIT
                && scorer instanceof LiveScorer live
                && !live.admitsLateEvents()) {
            throw InvalidInput.at(scorer.name(), "events in order of time", "the policy ADMIT for late events");
        }
        if (settings.learning().isEmpty()) {
            this.learner = null;
        } else if (scorer instanceof TrainableScorer trainable) {
            this.learner = new OnlineLearner(trainable, settings.learning().get());
        } else {
            throw InvalidInput.at("online learning", "a model with parameters", scorer.name());
        }
    }

    /** Takes a past in: neighbor lists and features of its events, and the state that the model had after it. */
    void begin(EventStream past, long firstTime, ModelState state) {
        if (begun || position > 0) {
            throw new IllegalStateException("the past comes before the first event");
        }
        EventBatch all = past.shiftedBy(firstTime).all();
        gate.accept(() -> {
            holdFeatures(past.features(), all);
            scorer.restore(state);
            makeRoom(index.bound());
            history.append(all);
            advance(all, 0, firstTime);
        });
    }

    private void holdFeatures(FeatureTable from, EventBatch batch) {
        if (from.width() != settings.featureWidth()) {
            throw InvalidInput.at("features of the past", "width " + settings.featureWidth(), from.width());
        }
        float[] row = new float[from.width()];
        for (int i = 0; i < batch.size(); i++) {
            from.copyRow(batch.eventId(i), row, 0);
            features.hold(batch.eventId(i), row, 0, history.holders());
        }
    }

    /** Checks a batch against the state; changes nothing. */
    Arrival check(ArrivingEvents events) {
        Arrival arrival = Arrival.of(events, settings, index, originFor(events), latest);
        room.check(arrival);
        requireRoom(arrival.bound() + arrival.fresh().size());
        if (events.size() > lastNumber / 2) {
            throw InvalidInput.at("batch", "at most " + lastNumber / 2 + " events", events.size());
        }
        if (settings.history() instanceof LiveSettings.Exact && nextEvent > lastNumber - events.size()) {
            throw InvalidInput.at("exact history", "at most " + lastNumber + " events", position + events.size());
        }
        return arrival;
    }

    private long originFor(ArrivingEvents events) {
        return begun || events.size() == 0 ? origin : events.time()[0];
    }

    /** Takes a checked batch in. */
    Observation apply(ArrivingEvents events, Arrival arrival) {
        swaps.applyDue(position);
        long from = originFor(events);
        int[] gone = room.toForget(arrival);
        if (gone.length > 0) {
            forget(gone);
        }
        arrival.admit(index);
        long first = position;
        EventBatch batch = makeReady(events, arrival);
        double loss = Double.NaN;
        if (learner != null && learner.isDue(first, first + batch.size())) {
            loss = learn(learner, batch, arrival.late(), from);
        } else {
            Runnable observation = prepare(batch);
            gate.accept(() -> {
                history.append(batch);
                observation.run();
                advance(batch, arrival.late(), from);
            });
        }
        return new Observation(first, position, arrival.fresh().size(), arrival.late(), gone.length, loss);
    }

    private Runnable prepare(EventBatch batch) {
        if (!(scorer instanceof LiveScorer live)) {
            return () -> scorer.observe(batch);
        }
        if (!hasReaders.getAsBoolean()) {
            return live.prepareObservation(batch);
        }
        Runnable[] prepared = new Runnable[1];
        Workers.alone(() -> prepared[0] = live.prepareObservation(batch));
        return () -> Workers.alone(prepared[0]);
    }

    private double learn(OnlineLearner online, EventBatch batch, int late, long from) {
        double[] loss = new double[1];
        gate.accept(() -> {
            seen.add(batch, position);
            history.append(batch);
            loss[0] = online.learn(batch, position, seen);
            steps++;
            advance(batch, late, from);
        });
        if (!Double.isFinite(loss[0])) {
            throw new IllegalStateException("online learning, event " + position + ": the loss is " + loss[0]);
        }
        return loss[0];
    }

    /** Numbers the events, makes room for their nodes and holds their features: nothing that a query sees. */
    private EventBatch makeReady(ArrivingEvents events, Arrival arrival) {
        if (nextEvent > lastNumber - events.size()) {
            gate.accept(() -> {
                int[] old = history.renumber();
                features.renumber(old, IntStream.range(0, old.length).toArray());
                nextEvent = old.length;
            });
        }
        EventBatch batch = stream(events, arrival, index.bound(), nextEvent).all();
        if (index.bound() + blanks > capacity || settings.featureWidth() > 0) {
            gate.accept(() -> {
                makeRoom(index.bound());
                hold(events, history.holders());
            });
        }
        return batch;
    }

    private void hold(ArrivingEvents events, int holders) {
        for (int i = 0; i < events.size() && holders > 0; i++) {
            features.hold(nextEvent + i, events.features(), i * settings.featureWidth(), holders);
        }
    }

    private static EventStream stream(ArrivingEvents events, Arrival arrival, int nodes, int firstEvent) {
        return EventStream.of(nodes, arrival.source(), arrival.destination(), arrival.time())
                .firstEvent(firstEvent)
                .arrivalOrder()
                .weight(events.weight())
                .label(events.label())
                .relation(events.relation())
                .build();
    }

    private void makeRoom(int nodes) {
        requireRoom(nodes);
        int needed = nodes + blanks;
        if (needed > capacity) {
            long wanted = Math.max(needed, capacity * 3L / 2);
            capacity = (int) Math.max(needed, Math.min(wanted, settings.nodes().most() + (long) blanks));
        }
        if (scorer instanceof LiveScorer live) {
            live.grow(capacity);
        }
    }

    private void requireRoom(int nodes) {
        if (!(scorer instanceof LiveScorer) && nodes > capacity - blanks) {
            throw InvalidInput.at(
                    scorer.name() + ", whose state does not grow", "at most " + (capacity - blanks) + " nodes", nodes);
        }
    }

    private void advance(EventBatch batch, int late, long from) {
        origin = from;
        begun = true;
        seen.add(batch, position);
        nextEvent += batch.size();
        lateEvents += late;
        for (int i = 0; i < batch.size(); i++) {
            latest = Math.max(latest, batch.time(i));
        }
        long end = position + batch.size();
        position = end;
    }

    /** Runs an action that sees a checked batch, at least an event, as pending, if the model's queries see that. */
    void withPending(ArrivingEvents events, Arrival arrival, Runnable action) {
        EventStream pending =
                stream(events, arrival, arrival.bound() + arrival.fresh().size(), nextEvent);
        makeRoom(pending.nodeCount());
        boolean first = !begun;
        if (first) {
            origin = events.time()[0];
            begun = true;
        }
        hold(events, 1);
        try {
            if (scorer.visibility() == Visibility.EVENT) {
                history.withPending(pending.all(), action);
            } else {
                action.run();
            }
        } finally {
            for (int i = 0; i < events.size() && settings.featureWidth() > 0; i++) {
                features.drop(nextEvent + i);
            }
            if (first) {
                origin = 0;
                begun = false;
            }
        }
    }

    /** Forgets nodes that are present. */
    void forget(int[] nodes) {
        if (!(scorer instanceof LiveScorer live)) {
            throw InvalidInput.at(scorer.name(), "a model that can forget a node", "one that cannot");
        }
        gate.accept(() -> {
            live.forget(nodes);
            history.forget(nodes);
            seen.forget(nodes);
            for (int node : nodes) {
                index.remove(node);
            }
            forgottenNodes += nodes.length;
        });
    }

    /** New parameters before the first batch that begins at or after an event. */
    void swap(long atEvent, Map<String, float[]> parameters) {
        swaps.add(atEvent, parameters);
        swaps.applyDue(position);
    }

    long position() {
        return position;
    }

    /** A query's time from the origin. */
    long shifted(long time) {
        return begun ? Math.subtractExact(time, origin) : 0;
    }

    /** A node that never had an event, for ids that nobody has. */
    int known(int node, int blank) {
        return node >= 0 && node < capacity - blanks ? node : capacity - blanks + blank;
    }

    /** Refuses an id that nobody has, if there is no node without events to take its place. */
    void requireKnown(int[] nodes) {
        for (int i = 0; i < nodes.length && blanks == 0; i++) {
            if (nodes[i] < 0 || nodes[i] >= capacity) {
                throw InvalidInput.at(
                        "link " + i + ", " + scorer.name() + ", whose state does not grow",
                        "a known node",
                        "another one");
            }
        }
    }

    int[] destinations() {
        return seen.destinations();
    }

    LiveStatus status() {
        return new LiveStatus(
                position,
                index.size(),
                position == 0 ? origin : latest + origin,
                lateEvents,
                forgottenNodes,
                steps,
                swaps.done(),
                swaps.waiting(),
                history.forgottenReaches());
    }

    /** Everything as named arrays. */
    Map<String, Object> arrays() {
        Map<String, Object> arrays = new LinkedHashMap<>();
        arrays.put("counters", new long[] {
            position, nextEvent, begun ? 1 : 0, origin, latest, lateEvents, forgottenNodes, steps, swaps.done()
        });
        StateArrays.put(arrays, "nodes", index.state());
        StateArrays.put(arrays, "seen", seen.state());
        StateArrays.put(arrays, "history", history.state());
        StateArrays.put(arrays, "features", features.state());
        StateArrays.put(arrays, "model", scorer.state().arrays());
        if (scorer instanceof TrainableScorer model) {
            StateArrays.put(arrays, "parameter", new LinkedHashMap<>(model.parameters()));
            StateArrays.put(arrays, "optimizer", learner == null ? Map.of() : model.optimizerState());
        }
        swaps.putInto(arrays);
        return arrays;
    }

    /** Back to what {@link #arrays} gave; the index is not restored but built from it beforehand. */
    void restore(Map<String, Object> arrays) {
        long[] counters = StateArrays.longs(arrays, "counters");
        StateArrays.requireLength("counters", 9, counters.length);
        gate.accept(() -> {
            if (scorer instanceof TrainableScorer model) {
                model.loadParameters(WeightSwaps.parameters(StateArrays.part(arrays, "parameter")));
                if (learner != null) {
                    model.loadOptimizerState(StateArrays.part(arrays, "optimizer"));
                }
            }
            scorer.restore(new ModelState(StateArrays.part(arrays, "model")));
            history.restore(StateArrays.part(arrays, "history"));
            features.restore(StateArrays.part(arrays, "features"));
            seen.restore(StateArrays.part(arrays, "seen"));
            swaps.restore(arrays, counters[8]);
            position = counters[0];
            nextEvent = (int) counters[1];
            begun = counters[2] == 1;
            origin = counters[3];
            latest = counters[4];
            lateEvents = counters[5];
            forgottenNodes = counters[6];
            steps = counters[7];
            makeRoom(index.bound());
        });
    }

    /** The index of a state that {@link #arrays} gave. */
    static LiveNodeIndex index(Map<String, Object> arrays) {
        return LiveNodeIndex.restored(StateArrays.part(arrays, "nodes"));
    }

    /** An index that begins with these nodes. */
    static LiveNodeIndex index(NodeIndex known) {
        return LiveNodeIndex.of(known);
    }
}
