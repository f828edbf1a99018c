package io.tgl.models.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Compute;
import io.tgl.models.model.EncodedAffinity;
import io.tgl.models.model.EncodedClassScorer;
import io.tgl.models.model.Encoder;
import io.tgl.models.model.Scorer;
import io.tgl.models.query.AffinityQueries;
import io.tgl.models.registry.SmallWorld;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Affinities asked live are those of the evaluation loop, as shares. */
class AffinityTest {
    private static final int CLASSES = 7;
    private static final Compute COMPUTE = SmallWorld.usualCompute();

    @ParameterizedTest
    @ValueSource(strings = {"tgn", "jodie", "dyrep", "tgat", "graphmixer"})
    void liveAnswersAreThoseOfEvaluation(String name) {
        LiveWorld world = new LiveWorld(name);
        Scorer trained = world.trained();
        EncodedAffinity offline =
                new EncodedAffinity((Encoder) trained, CLASSES, new EncodedAffinity.Settings(0f, 1e-3, 5), COMPUTE);
        LiveModel plain = world.model(trained);
        LivePredictor live = new LivePredictor(
                (nodes, edges) -> EncodedClassScorer.of(plain.create(nodes, edges), offline.parameters(), COMPUTE),
                LiveWorld.SETTINGS,
                io.tgl.core.event.NodeIndex.identity(SmallWorld.NODES));
        live.begin(world.past(), 0, trained.state());
        assertThat(live.parameters()).containsKeys("node_pred.lin_node.weight", "node_pred.out.bias");
        int[] nodes = IntStream.range(0, SmallWorld.NODES).toArray();
        for (int b = LiveWorld.PAST_BATCHES; b < LiveWorld.BATCHES; b++) {
            long time = world.batch(b).time(0);
            double[] logits = new double[nodes.length * CLASSES];
            offline.affinities(new AffinityQueries(nodes, time), logits);
            for (int node : nodes) {
                Embedding answer = live.affinity(node, time);
                assertThat(answer.position()).isEqualTo(world.batch(b).from());
                same(answer.values(), Arrays.copyOfRange(logits, node * CLASSES, (node + 1) * CLASSES));
            }
            offline.observe(world.batch(b));
            live.observe(world.batch(b));
        }
    }

    private static void same(float[] shares, double[] logits) {
        double max = Arrays.stream(logits).max().orElseThrow();
        double[] expected =
                Arrays.stream(logits).map(x -> StrictMath.exp(x - max)).toArray();
        double sum = Arrays.stream(expected).sum();
        assertThat(shares).hasSize(CLASSES);
        for (int c = 0; c < CLASSES; c++) {
            assertThat((double) shares[c]).isCloseTo(expected[c] / sum, org.assertj.core.api.Assertions.within(1e-6));
        }
    }

    @Test
    void aModelWithoutSuchAHeadSaysSo() {
        LivePredictor live = new LiveWorld("tgn").fresh(LiveWorld.SETTINGS);
        assertThatThrownBy(() -> live.affinity(0, 5))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("affinity head");
    }
}
