package io.tgl.models.mixer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.kernel.Compute;
import io.tgl.models.model.EncodedGolden;
import io.tgl.models.model.EncodedScorer;
import io.tgl.models.model.EncodedScorerContract;
import io.tgl.models.model.Sampling;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** GraphMixer: parity with the reference, and what must hold of every encoder. */
class GraphMixerTest extends EncodedScorerContract {
    @Override
    protected EncodedScorer create(
            FeatureTable nodes, FeatureTable edges, float dropout, boolean merged, Sampling sampling, Compute compute) {
        GraphMixerConfig config = new GraphMixerConfig(
                NODE_WIDTH, EDGE_WIDTH, TIME_WIDTH, 2, 7, sampling, 11, 0.5, 4, dropout, 1e-2, merged);
        return GraphMixer.scorer(config, nodes, edges, 1.0, 3, compute);
    }

    private static EncodedGolden golden() throws IOException {
        return new EncodedGolden(
                "GraphMixer",
                (sizes, nodes, edges, compute) -> GraphMixer.scorer(
                        new GraphMixerConfig(
                                sizes.get("node_dim").asInt(),
                                sizes.get("edge_dim").asInt(),
                                sizes.get("time_dim").asInt(),
                                2,
                                sizes.get("num_neighbors").asInt(),
                                Sampling.RECENT,
                                sizes.get("time_gap").asInt(),
                                0.5,
                                4,
                                0f,
                                sizes.get("lr").asDouble(),
                                true),
                        nodes,
                        edges,
                        1.0,
                        0,
                        compute));
    }

    @Test
    @Tag("golden")
    void embeddingsLogitsLossAndGradientsMatchTheReference() throws IOException {
        golden().embeddingsLogitsLossAndGradientsMatch();
    }

    @Test
    @Tag("golden")
    void fiveAdamStepsMatchTheReference() throws IOException {
        golden().fiveAdamStepsMatch();
    }

    @Test
    void refusesWrongSettings() {
        assertThatThrownBy(() -> new GraphMixerConfig(14, 5, 6, 2, 1, Sampling.RECENT, 11, 0.5, 4, 0f, 1e-2, true))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("hidden unit");
        assertThatThrownBy(() -> new GraphMixerConfig(14, 5, 6, 2, 7, Sampling.RECENT, 0, 0.5, 4, 0f, 1e-2, true))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("time gap");
        assertThatThrownBy(() -> model(noNodes, FeatureTable.zeros(300, EDGE_WIDTH + 1)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("0 and 6");
    }
}
