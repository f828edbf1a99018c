package io.tgl.models.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.graph.NeighborCache.Forgotten;
import io.tgl.models.live.LiveSettings.NodeLimit;
import io.tgl.models.live.LiveSettings.Ring;
import io.tgl.models.live.LiveSettings.WhenFull;
import io.tgl.models.model.Scorer;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.registry.ModelRegistry;
import io.tgl.models.registry.SmallWorld;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stream lived through event batch by event batch gives the scores of the evaluation loop, bit for bit. */
class ReplayTest {
    /** Its draws weigh the whole history of a node, which only the adjacency of a finished stream has summed up. */
    private static final String NEEDS_A_FINISHED_STREAM = "cawn";

    /** Their state has one size: a predictor takes it over only without room for new nodes. */
    private static final List<String> STATE_OF_ONE_SIZE = List.of("tgb-tgn", "tgnv2", "nat", "tpnet");

    static Stream<String> models() {
        return ModelRegistry.names().stream()
                .filter(name -> !name.equals(NEEDS_A_FINISHED_STREAM) && !STATE_OF_ONE_SIZE.contains(name));
    }

    static List<String> modelsOfOneSize() {
        return STATE_OF_ONE_SIZE;
    }

    @ParameterizedTest
    @MethodSource("modelsOfOneSize")
    void aStateOfAnotherSizeIsRefused(String name) {
        LiveWorld world = new LiveWorld(name);
        Scorer model = world.trained();
        assertThatThrownBy(() -> world.begun(model, LiveWorld.SETTINGS))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("state array");
    }

    /** On the nodes that there is room for from the start, trained or from the first event on. */
    @ParameterizedTest
    @MethodSource("modelsOfOneSize")
    void replayOfAStateOfOneSizeEqualsEvaluation(String name) {
        NodeLimit room = new NodeLimit(SmallWorld.NODES, WhenFull.REFUSE, SmallWorld.NODES);
        LiveSettings exact = LiveWorld.SETTINGS.withNodes(room);
        LiveSettings rings = exact.withHistory(new Ring(64, Forgotten.REFUSE));
        for (LiveSettings settings : List.of(exact, rings)) {
            LiveWorld world = LiveWorld.ofOneSize(name);
            Scorer trained = world.trained();
            compare(world, trained, world.begun(trained, settings), LiveWorld.PAST_BATCHES);
            compare(world, world.created(), world.fresh(settings, SmallWorld.NODES), 0);
        }
    }

    @ParameterizedTest
    @MethodSource("modelsOfOneSize")
    void anUnknownNodeIsRefusedWhereNoRowStandsForIt(String name) {
        LiveWorld world = LiveWorld.ofOneSize(name);
        LiveSettings settings = LiveWorld.SETTINGS.withNodes(new NodeLimit(SmallWorld.NODES, WhenFull.REFUSE, 0));
        LivePredictor live = world.begun(world.trained(), settings);
        LinkQueries queries = LinkQueries.of(new int[] {1}, new int[] {-1}, new long[] {100_000});
        assertThatThrownBy(() -> live.score(queries))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("a known node");
    }

    @Test
    void aModelThatNeedsAFinishedStreamIsRefused() {
        LiveWorld world = new LiveWorld(NEEDS_A_FINISHED_STREAM);
        assertThatThrownBy(() -> world.fresh(LiveWorld.SETTINGS))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("the adjacency of a whole stream");
    }

    @ParameterizedTest
    @MethodSource("models")
    void replayEqualsEvaluation(String name) {
        compare(name, LiveWorld.SETTINGS);
    }

    @ParameterizedTest
    @MethodSource("models")
    void replayEqualsEvaluationWithRings(String name) {
        compare(name, LiveWorld.SETTINGS.withHistory(new Ring(64, Forgotten.REFUSE)));
    }

    private static void compare(String name, LiveSettings settings) {
        LiveWorld world = new LiveWorld(name);
        Scorer trained = world.trained();
        compare(world, trained, world.begun(trained, settings), LiveWorld.PAST_BATCHES);
    }

    private static void compare(LiveWorld world, Scorer model, LivePredictor live, int first) {
        for (int b = first; b < LiveWorld.BATCHES; b++) {
            LinkQueries queries = world.queries(b);
            float[] expected = new float[queries.size()];
            model.score(queries, expected);
            Scores scores = live.score(queries, world.batch(b));
            assertThat(bits(scores.score())).as("batch " + b).containsExactly(bits(expected));
            assertThat(scores.position()).isEqualTo(world.batch(b).from());
            model.observe(world.batch(b));
            live.observe(world.batch(b));
        }
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
