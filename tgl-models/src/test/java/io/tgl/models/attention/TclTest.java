package io.tgl.models.attention;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TCL: parity with the reference, and what must hold of every encoder. */
class TclTest extends EncodedScorerContract {
    @Override
    protected EncodedScorer create(
            FeatureTable nodes, FeatureTable edges, float dropout, boolean merged, Sampling sampling, Compute compute) {
        TclConfig config = new TclConfig(NODE_WIDTH, EDGE_WIDTH, TIME_WIDTH, 2, 2, 4, sampling, dropout, 1e-2, merged);
        return Tcl.scorer(config, nodes, edges, 1.0, 3, compute);
    }

    private static EncodedGolden golden(boolean merged) throws IOException {
        return new EncodedGolden(
                "TCL",
                (sizes, nodes, edges, compute) -> Tcl.scorer(
                        new TclConfig(
                                sizes.get("node_dim").asInt(),
                                sizes.get("edge_dim").asInt(),
                                sizes.get("time_dim").asInt(),
                                2,
                                2,
                                sizes.get("num_neighbors").asInt(),
                                Sampling.RECENT,
                                0f,
                                sizes.get("lr").asDouble(),
                                merged),
                        nodes,
                        edges,
                        1.0,
                        0,
                        compute));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Tag("golden")
    void embeddingsLogitsLossAndGradientsMatchTheReference(boolean merged) throws IOException {
        golden(merged).embeddingsLogitsLossAndGradientsMatch();
    }

    @Test
    @Tag("golden")
    void fiveAdamStepsMatchTheReference() throws IOException {
        golden(true).fiveAdamStepsMatch(1e-3, 1e-2);
    }

    @Test
    void refusesWrongSettings() {
        assertThatThrownBy(() -> new TclConfig(14, 5, 6, 2, 3, 4, Sampling.RECENT, 0f, 1e-2, true))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("heads");
        assertThatThrownBy(() -> new TclConfig(14, 5, 6, 2, 2, 4, Sampling.RECENT, 1f, 1e-2, true))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("dropout");
        assertThatThrownBy(() -> model(FeatureTable.zeros(NODES, NODE_WIDTH + 1), stream.features()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("15 and 3");
    }
}
