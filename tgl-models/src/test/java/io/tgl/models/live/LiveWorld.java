package io.tgl.models.live;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.KeyedFeatureTable;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.registry.SmallWorld;
import java.util.Map;
import java.util.stream.IntStream;

/** The small world, lived through: trained for a while, then event batch by event batch. */
final class LiveWorld {
    static final int PAST_BATCHES = 5;
    static final int BATCHES = SmallWorld.EVENTS / SmallWorld.BATCH;

    final SmallWorld world = SmallWorld.usual();
    private final String name;

    String name() {
        return name;
    }

    LiveWorld(String name) {
        this.name = name;
    }

    static final LiveSettings SETTINGS = LiveSettings.USUAL.withFeatures(3);

    /** A model of the batches of the past, neighbors of all events attached. */
    Scorer trained() {
        Scorer model = world.create(name, SmallWorld.usualCompute());
        world.train(model, 0, PAST_BATCHES);
        return model;
    }

    EventStream past() {
        return world.events()
                .select(IntStream.range(0, PAST_BATCHES * SmallWorld.BATCH).toArray());
    }

    LiveModel model(Scorer trained) {
        return (nodes, edges) -> {
            KeyedFeatureTable own =
                    new KeyedFeatureTable(nodes.rows(), world.nodeFeatures().width());
            float[] row = new float[own.width()];
            for (int node = 0; node < world.nodeFeatures().rows(); node++) {
                world.nodeFeatures().copyRow(node, row, 0);
                own.setRow(node, row, 0);
            }
            return withParameters(SmallWorld.create(name, SmallWorld.usualCompute(), own, edges), trained);
        };
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
        return new LivePredictor(model(world.create(name, SmallWorld.usualCompute())), settings, NodeIndex.identity(0));
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
