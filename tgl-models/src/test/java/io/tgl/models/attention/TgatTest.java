package io.tgl.models.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.GrowingAdjacency;
import io.tgl.core.graph.NeighborCache;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.models.model.EncodedGolden;
import io.tgl.models.model.EncodedScorer;
import io.tgl.models.model.EncodedScorerContract;
import io.tgl.models.model.Sampling;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** TGAT: parity with the reference, and what must hold of every encoder. */
class TgatTest extends EncodedScorerContract {
    @Override
    protected EncodedScorer create(
            FeatureTable nodes, FeatureTable edges, float dropout, boolean merged, Sampling sampling, Compute compute) {
        TgatConfig config =
                new TgatConfig(NODE_WIDTH, EDGE_WIDTH, TIME_WIDTH, 2, 2, 4, sampling, dropout, 1e-2, merged);
        return Tgat.scorer(config, nodes, edges, 1.0, 3, compute);
    }

    private static EncodedGolden golden() throws IOException {
        return new EncodedGolden(
                "TGAT",
                (sizes, nodes, edges, compute) -> Tgat.scorer(
                        new TgatConfig(
                                sizes.get("node_dim").asInt(),
                                sizes.get("edge_dim").asInt(),
                                sizes.get("time_dim").asInt(),
                                2,
                                2,
                                sizes.get("num_neighbors").asInt(),
                                Sampling.RECENT,
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

    /** Kept inner embeddings give the bits of computed ones: a growing source keeps none. */
    @Test
    void keptEmbeddingsHaveTheBitsOfComputedOnes() {
        EncodedScorer keeping = model(noNodes, stream.features());
        int[] first = digest(keeping);
        assertThat(digest(keeping)).isEqualTo(first);
        GrowingAdjacency growing = new GrowingAdjacency();
        growing.append(new EventBatch(stream, 0, stream.size()));
        EncodedScorer computing = model(noNodes, stream.features());
        computing.attach(growing);
        assertThat(digest(computing)).isEqualTo(first);
        train(keeping, 5, 7);
        computing.loadParameters(keeping.parameters());
        assertThat(digest(keeping)).isEqualTo(digest(computing)).isNotEqualTo(first);
    }

    @Test
    void embeddingsAreForgottenWhereTheyNeedTooMuchRoom() {
        KeptEmbeddings kept = new KeptEmbeddings(1, 2);
        int[] node = {1, 2, 3};
        long[] time = {7, 7, 7};
        assertThat(kept.missing(node, time, 0, 3)).containsExactly(0, 1, 2);
        kept.complete(node, time, 0, 3, new int[] {0, 1, 2}, new float[] {3f, 4f, 5f}, new float[3]);
        assertThat(kept.missing(node, time, 0, 3)).containsExactly(0, 1);
        float[] h = new float[3];
        kept.complete(node, time, 0, 3, new int[] {0, 1}, new float[] {3f, 4f}, h);
        assertThat(h).containsExactly(3f, 4f, 5f);
    }

    @Test
    void refusesWrongSettings() {
        assertThatThrownBy(() -> new TgatConfig(14, 5, 6, 2, 3, 4, Sampling.RECENT, 0f, 1e-2, true))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("heads");
        assertThatThrownBy(() -> new TgatConfig(14, 5, 6, 2, 2, 4, Sampling.RECENT, 1f, 1e-2, true))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("dropout");
        assertThatThrownBy(() -> model(FeatureTable.zeros(NODES, NODE_WIDTH + 1), stream.features()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("15 and 3");
        Compute compute = new Compute(KernelProvider.kernels(), Workers.single());
        EncodedScorer uniform = create(noNodes, stream.features(), 0f, true, Sampling.UNIFORM, compute);
        assertThatThrownBy(() -> uniform.attach(new NeighborCache(3)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("NeighborCache");
    }
}
