package io.tgl.models.attention;

import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.models.attention.DyGFormerConfig.Padding;
import io.tgl.models.model.EncodedScorer;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parity of DyGFormer with the reference library: embeddings, logits, loss, every gradient, five Adam steps. */
@Tag("golden")
class DyGFormerGoldenTest {
    private static final String PROJECTION = "model.projection_layer.";

    private static EncodedScorer model(DyglibGolden golden, boolean merged) {
        DyGFormerConfig config = new DyGFormerConfig(
                golden.size("node_dim"),
                golden.size("edge_dim"),
                golden.size("time_dim"),
                golden.rows(PROJECTION + "time.weight"),
                2,
                2,
                32,
                golden.columns(PROJECTION + "node.weight") / golden.size("node_dim"),
                Padding.BATCH,
                0f,
                golden.learningRate(),
                merged);
        EncodedScorer model = DyGFormer.scorer(
                config,
                golden.nodeFeatures(),
                golden.edgeFeatures(),
                1.0,
                0,
                new Compute(KernelProvider.kernels(), Workers.ofThreads(2)));
        golden.prepare(model);
        return model;
    }

    @ParameterizedTest
    @CsvSource({"DyGFormer, true", "DyGFormer, false", "DyGFormerPatch, true", "DyGFormerPatch, false"})
    void embeddingsLogitsLossAndGradientsMatch(String group, boolean merged) throws IOException {
        DyglibGolden golden = new DyglibGolden(group);
        golden.assertForwardAndBackwardMatch(model(golden, merged));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DyGFormer", "DyGFormerPatch"})
    void fiveAdamStepsMatch(String group) throws IOException {
        DyglibGolden golden = new DyglibGolden(group);
        golden.assertAdamStepsMatch(model(golden, true));
    }
}
