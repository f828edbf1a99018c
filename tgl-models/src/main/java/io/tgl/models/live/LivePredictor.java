package io.tgl.models.live;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.LiveNodeIndex;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.kernel.Compute;
import io.tgl.core.parallel.Workers;
import io.tgl.models.model.Checkpoint;
import io.tgl.models.model.ClassScorer;
import io.tgl.models.model.Encoder;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.model.Visibility;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.registry.ModelRegistry;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A temporal model that follows a stream of events while it answers questions. Events come in batches through {@link
 * #observe}; questions may come from any number of threads at any time.
 *
 * <p><b>Which point of the stream an answer belongs to.</b> A batch is taken in at one moment, whole: state, neighbor
 * lists, nodes and, with online learning, parameters. An answer is computed entirely from the state after the last batch
 * that was taken in before it, and carries that point as its {@code position}, the number of events taken in. Answers of
 * equal questions at equal positions have the same bits, whatever else was asked, alone or together, by whom; a forgotten
 * node and swapped weights are changes of their own between two batches, each likewise at one moment.
 *
 * <p><b>What is refused.</b> A batch is taken in whole or refused whole with {@link InvalidInput}: nothing of a refused
 * batch shows. Late events, new nodes and the length of the history are ruled by {@link LiveSettings}.
 *
 * <p><b>Ids.</b> Events carry external ids (numbers or texts); questions carry dense ids, which {@link #node} finds. An
 * unknown id, -1, stands for a node without events. A dense id is good until its node is forgotten.
 *
 * <p>Times are ticks as in the stream; the model counts them from the first event, or from that of its training.
 */
public final class LivePredictor {
    /** Queries a call where one question has very many. */
    private static final int CALL = 256;

    /** Queries for which the other threads of a team are not woken up: they have readers and the writer to run. */
    private static final int SMALL_CALL = 64;

    private static final int LAST_NUMBER = Integer.MAX_VALUE - 64;

    private final ReentrantLock writer = new ReentrantLock();
    private final Lane lane;
    private final LiveState state;
    private final int featureWidth;
    private Journal journal = Journal.NONE;
    private volatile @Nullable Throwable failure;

    /**
     * A predictor before its first event.
     *
     * @param known nodes that are known beforehand; their dense ids stay. Says whether external ids are numbers or texts
     */
    public LivePredictor(LiveModel model, LiveSettings settings, NodeIndex known) {
        this(model, settings, LiveState.index(known), LAST_NUMBER);
    }

    /** A predictor in the state that {@link #arrays} gave. */
    static LivePredictor restored(LiveModel model, LiveSettings settings, Map<String, Object> arrays) {
        LivePredictor live = new LivePredictor(model, settings, LiveState.index(arrays), LAST_NUMBER);
        live.restore(arrays);
        return live;
    }

    LivePredictor(LiveModel model, LiveSettings settings, LiveNodeIndex index, int lastNumber) {
        // The state asks for the lane only once it is there.
        Lane[] made = new Lane[1];
        this.featureWidth = settings.featureWidth();
        this.state = new LiveState(
                model, settings, index, change -> made[0].change(change), () -> made[0].hasReaders(), lastNumber);
        this.lane = new Lane(
                new Lane.Calls() {
                    @Override
                    public void score(LinkQueries queries, float[] scores) {
                        if (queries.size() > SMALL_CALL) {
                            state.scorer.score(translated(queries), scores);
                        } else {
                            Workers.alone(() -> state.scorer.score(translated(queries), scores));
                        }
                    }

                    @Override
                    public long position() {
                        return state.position();
                    }
                },
                !state.scorer.dependsOnCall());
        made[0] = lane;
    }

    /** A predictor with the model of a checkpoint, before its first event. */
    public static LivePredictor of(Checkpoint checkpoint, LiveSettings settings, NodeIndex known, Compute compute) {
        return new LivePredictor(modelOf(checkpoint, compute), settings, known);
    }

    /** The model of a checkpoint. */
    static LiveModel modelOf(Checkpoint checkpoint, Compute compute) {
        return (nodeFeatures, edgeFeatures) -> ModelRegistry.load(checkpoint, nodeFeatures, edgeFeatures, compute);
    }

    /**
     * Begins after a past whose effect on the model is known, e.g. where training ended: neighbor lists take the events
     * in, the model gets the state. Allowed once, before the first event.
     *
     * @param past all events so far, of known nodes, with their features
     * @param origin the time from which the model counts, in ticks; in training that of the first event
     */
    public void begin(EventStream past, long origin, ModelState after) {
        writing(() -> changing(() -> {
            state.begin(past, origin, after);
            return state;
        }));
    }

    /** Takes in a batch that carries external ids. */
    public Observation observe(ArrivingEvents events) {
        return writing(() -> take(events, state.check(events)));
    }

    /** Takes in a batch of nodes that are known here, by their dense ids. */
    public Observation observe(EventBatch batch) {
        return observe(ArrivingEvents.of(batch, state.index));
    }

    private Observation take(ArrivingEvents events, Arrival arrival) {
        if (events.size() == 0) {
            return new Observation(state.position(), state.position(), 0, 0, 0, Double.NaN);
        }
        journal.batch(events);
        return changing(() -> state.apply(events, arrival));
    }

    /**
     * Scores of a batch's own links before the batch is taken in, then what taking it in did.
     *
     * @param scores one an event
     */
    public record Foreseen(Scores scores, Observation observation) {}

    /**
     * Scores the links of a batch and then takes it in, as evaluation does. What the queries see of their own batch is the
     * model's {@link Visibility}: its earlier events as neighbors, or nothing.
     */
    public Foreseen foresee(ArrivingEvents events) {
        return foresee(events.ids(), events.time(), events);
    }

    /**
     * The same with other links beside the batch's own or in their place.
     *
     * @param links external ids of their ends; a node that is unknown to predictor and batch has no events
     * @param time [links] in ticks
     */
    public Foreseen foresee(ArrivingEvents.Ids links, long[] time, ArrivingEvents events) {
        return writing(() -> {
            Arrival arrival = state.check(events);
            Scores scores = pending(arrival.links(links, time, state.index), events, arrival);
            return new Foreseen(scores, take(events, arrival));
        });
    }

    /**
     * Scores links as if the events of a batch that was not taken in were pending: under {@link Visibility#EVENT} those
     * before a query's time are neighbors; the state knows nothing of them.
     */
    public Scores score(LinkQueries queries, ArrivingEvents pending) {
        return writing(() -> pending(queries, pending, state.check(pending)));
    }

    /** The same with a batch of nodes that are known here. */
    public Scores score(LinkQueries queries, EventBatch pending) {
        return score(queries, ArrivingEvents.of(pending, state.index));
    }

    private Scores pending(LinkQueries queries, ArrivingEvents events, Arrival arrival) {
        requireKnown(queries);
        if (events.size() == 0) {
            return score(queries);
        }
        return lane.read(() -> {
            float[] scores = new float[queries.size()];
            state.withPending(events, arrival, () -> state.scorer.score(translated(queries), scores));
            return new Scores(scores, state.position());
        });
    }

    /** Scores links. */
    public Scores score(LinkQueries queries) {
        checkRunning();
        requireKnown(queries);
        return queries.size() == 0 ? new Scores(new float[0], state.position()) : lane.score(queries);
    }

    private void requireKnown(LinkQueries queries) {
        state.requireKnown(queries.source());
        state.requireKnown(queries.destination());
    }

    /** Candidates of a source at a time, likeliest first. */
    public Ranking rank(int source, int[] candidates, long time) {
        return topK(source, candidates.length, time, candidates);
    }

    /** The k likeliest destinations of a source at a time among all that were a destination so far; fewer if there are. */
    public Ranking topK(int source, int k, long time) {
        checkRunning();
        return lane.longRead(() -> topK(source, k, time, lane.read(state::destinations)));
    }

    /** The k likeliest of these candidates. */
    public Ranking topK(int source, int k, long time, int[] candidates) {
        checkRunning();
        if (k < 0) {
            throw InvalidInput.at("top-k", "k of at least 0", k);
        }
        int n = candidates.length;
        int[] sources = new int[n];
        long[] times = new long[n];
        Arrays.fill(sources, source);
        Arrays.fill(times, time);
        LinkQueries all = LinkQueries.of(sources, candidates, times);
        requireKnown(all);
        Scores scores = n <= CALL || state.scorer.dependsOnCall() ? score(all) : lane.longRead(() -> inPieces(all));
        return Ranking.of(candidates, scores.score(), k, scores.position());
    }

    private Scores inPieces(LinkQueries all) {
        float[] scores = new float[all.size()];
        for (int from = 0; from < scores.length; from += CALL) {
            int to = Math.min(scores.length, from + CALL);
            LinkQueries piece = LinkQueries.of(
                    Arrays.copyOfRange(all.source(), from, to),
                    Arrays.copyOfRange(all.destination(), from, to),
                    Arrays.copyOfRange(all.time(), from, to));
            System.arraycopy(lane.score(piece).score(), 0, scores, from, to - from);
        }
        return new Scores(scores, state.position());
    }

    /** The embedding of a node at a time. A pair-wise model embeds it beside itself. */
    public Embedding embed(int node, long time) {
        checkRunning();
        if (!(state.scorer instanceof Encoder encoder)) {
            throw InvalidInput.at("embedding", "a model that embeds nodes", state.scorer.name());
        }
        LinkQueries query = LinkQueries.of(new int[] {node}, new int[] {node}, new long[] {time});
        requireKnown(query);
        return lane.read(() -> new Embedding(encoder.sourceEmbeddings(translated(query)), state.position()));
    }

    /** The affinity distribution of a source at a time. */
    public Embedding affinity(int source, long time) {
        checkRunning();
        if (!(state.scorer instanceof ClassScorer model)) {
            throw InvalidInput.at(
                    "affinity", "a model with an affinity head", state.scorer.name() + ", which has none");
        }
        return lane.read(
                () -> new Embedding(model.affinity(state.known(source, 0), state.shifted(time)), state.position()));
    }

    /** Dense ids and times as the model has them. */
    private LinkQueries translated(LinkQueries queries) {
        int n = queries.size();
        LinkQueries own = LinkQueries.of(new int[n], new int[n], new long[n]);
        for (int i = 0; i < n; i++) {
            own.source()[i] = state.known(queries.source()[i], 0);
            own.destination()[i] = state.known(queries.destination()[i], 1);
            own.time()[i] = state.shifted(queries.time()[i]);
        }
        return own;
    }

    /** Dense id of a node, -1 if it is unknown. */
    public int node(long externalId) {
        return state.index.nodeOf(externalId);
    }

    /** Dense id of a node, -1 if it is unknown. */
    public int node(String externalId) {
        return state.index.nodeOf(externalId);
    }

    /** External id of a node; numbers in decimal. */
    public String externalId(int node) {
        return state.index.text(node);
    }

    /** Whether external ids are texts; otherwise they are numbers. */
    public boolean hasTextIds() {
        return state.index.isText();
    }

    /** Features that an event must carry, 0 for none. */
    public int featureWidth() {
        return featureWidth;
    }

    /**
     * Forgets a node: its memory, its place in all neighbor lists, its id. What the memories of others have learnt from it
     * stays. Should it come again, it is new.
     */
    public void forget(int node) {
        writing(() -> {
            state.index.text(node);
            journal.forget(node);
            return changing(() -> {
                state.forget(new int[] {node});
                return node;
            });
        });
    }

    /** New parameters from now on; the state stays. */
    public void swapWeights(Map<String, float[]> parameters) {
        swapWeights(parameters, 0);
    }

    /** New parameters before the first batch that begins at or after event {@code atEvent} of the stream. */
    public void swapWeights(Map<String, float[]> parameters, long atEvent) {
        writing(() -> {
            state.swaps.check(parameters);
            journal.swap(atEvent, parameters);
            return changing(() -> {
                state.swap(atEvent, parameters);
                return parameters;
            });
        });
    }

    /** Copies of the parameters as they are now; none if the model has none. */
    public Map<String, float[]> parameters() {
        return state.scorer instanceof TrainableScorer model ? lane.read(model::parameters) : Map.of();
    }

    /** What the queries of a batch see of it. */
    public Visibility visibility() {
        return state.scorer.visibility();
    }

    /** Name of the model. */
    public String model() {
        return state.scorer.name();
    }

    /** Events taken in. */
    public long position() {
        return state.position();
    }

    /** Counters. */
    public LiveStatus status() {
        return lane.read(state::status);
    }

    /** SHA-256 of the whole state: equal for equal streams, whatever was asked in between. */
    public String digest() {
        return StateDigest.of(writing(state::arrays));
    }

    /** The whole state as named arrays. */
    Map<String, Object> arrays() {
        return writing(state::arrays);
    }

    void restore(Map<String, Object> arrays) {
        writing(() -> {
            state.restore(arrays);
            return state;
        });
    }

    void keepIn(Journal kept) {
        journal = kept;
    }

    /** Runs what only one thread may do at a time. */
    <T> T writing(Supplier<T> action) {
        writer.lock();
        try {
            checkRunning();
            return action.get();
        } finally {
            writer.unlock();
        }
    }

    /** A change that fails half-way leaves nothing to rely on: no further question is answered. */
    private <T> T changing(Supplier<T> change) {
        T result;
        try {
            result = change.get();
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
        journal.applied();
        return result;
    }

    private void checkRunning() {
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("the live predictor has stopped: " + cause, cause);
        }
    }
}
