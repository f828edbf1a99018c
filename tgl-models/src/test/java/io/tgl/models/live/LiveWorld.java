package io.tgl.models.live;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.KeyedFeatureTable;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import io.tgl.models.registry.SmallWorld;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** The small world, lived through: trained for a while, then event batch by event batch. */
final class LiveWorld {
    static final int PAST_BATCHES = 5;
    static final int BATCHES = SmallWorld.EVENTS / SmallWorld.BATCH;

    final SmallWorld world = SmallWorld.usual();
    private final String name;
    private final boolean ofOneSize;

    String name() {
        return name;
    }

    LiveWorld(String name) {
        this(name, false);
    }

    private LiveWorld(String name, boolean ofOneSize) {
        this.name = name;
        this.ofOneSize = ofOneSize;
    }

    /** A world whose models are built for as many events wherever they are. */
    static LiveWorld ofOneSize(String name) {
        return new LiveWorld(name, true);
    }

    static final LiveSettings SETTINGS = LiveSettings.USUAL.withFeatures(3);

    /** A model of the batches of the past, neighbors of all events attached. */
    Scorer trained() {
        Scorer model = created();
        world.train(model, 0, PAST_BATCHES);
        return model;
    }

    /** A model before the first event, neighbors of all events attached. */
    Scorer created() {
        Scorer model = create(nodeFeatures(SmallWorld.NODES), features());
        model.reset();
        model.attach(TemporalAdjacency.of(world.events(), Workers.single()));
        return model;
    }

    private Scorer create(FeatureTable nodes, FeatureTable edges) {
        Map<String, String> options = new LinkedHashMap<>(SmallWorld.small(name));
        if (ofOneSize && ModelRegistry.settings(name, Map.of()).containsKey("projection-events")) {
            options.put("projection-events", Integer.toString(SmallWorld.EVENTS));
        }
        return ModelRegistry.create(name, new ModelContext(nodes, edges, 1.0, 3, options, SmallWorld.usualCompute()));
    }

    private KeyedFeatureTable nodeFeatures(int rows) {
        KeyedFeatureTable own = new KeyedFeatureTable(rows, world.nodeFeatures().width());
        float[] row = new float[own.width()];
        for (int node = 0; node < world.nodeFeatures().rows(); node++) {
            world.nodeFeatures().copyRow(node, row, 0);
            own.setRow(node, row, 0);
        }
        return own;
    }

    EventStream past() {
        return world.events()
                .select(IntStream.range(0, PAST_BATCHES * SmallWorld.BATCH).toArray());
    }

    LiveModel model(Scorer trained) {
        return (nodes, edges) -> withParameters(create(nodeFeatures(nodes.rows()), edges), trained);
    }

    private static Scorer withParameters(Scorer model, Scorer trained) {
        if (model instanceof TrainableScorer learnt) {
            learnt.loadParameters(parameters(trained));
        }
        return model;
    }

    static Map<String, float[]> parameters(Scorer model) {
        return ((TrainableScorer) model).parameters();
    }

    /** A predictor that begins where training ended. */
    LivePredictor begun(Scorer trained, LiveSettings settings) {
        LivePredictor live = new LivePredictor(model(trained), settings, NodeIndex.identity(SmallWorld.NODES));
        live.begin(past(), 0, trained.state());
        return live;
    }

    /** A predictor that knows nothing. */
    LivePredictor fresh(LiveSettings settings) {
        return fresh(settings, 0);
    }

    /** The same with nodes that are known beforehand. */
    LivePredictor fresh(LiveSettings settings, int known) {
        return new LivePredictor(model(created()), settings, NodeIndex.identity(known));
    }

    EventBatch batch(int b) {
        return world.batch(b);
    }

    /** A batch's links and as many drawn ones. */
    LinkQueries queries(int b) {
        LinkQueries positives = world.positives(b);
        int[] others = new NumpyRandomState(2000L + b).integers(SmallWorld.NODES, positives.size());
        return positives.followedBy(LinkQueries.of(positives.source(), others, positives.time()));
    }

    /** Features of the stream by event number. */
    FeatureTable features() {
        return world.events().features();
    }
}
