package io.tgl.models.attention;

import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.models.model.EncodedScorer;
import io.tgl.models.model.Sampling;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parity of TCL with the reference library: embeddings, logits, loss, every gradient, five Adam steps. */
@Tag("golden")
class TclGoldenTest {
    private static EncodedScorer model(DyglibGolden golden, boolean merged) {
        TclConfig config = new TclConfig(
                golden.size("node_dim"),
                golden.size("edge_dim"),
                golden.size("time_dim"),
                2,
                2,
                golden.size("num_neighbors"),
                Sampling.RECENT,
                0f,
                golden.learningRate(),
                merged);
        EncodedScorer model = Tcl.scorer(
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
    @ValueSource(booleans = {true, false})
    void embeddingsLogitsLossAndGradientsMatch(boolean merged) throws IOException {
        DyglibGolden golden = new DyglibGolden("TCL");
        golden.assertForwardAndBackwardMatch(model(golden, merged));
    }

    @Test
    void fiveAdamStepsMatch() throws IOException {
        DyglibGolden golden = new DyglibGolden("TCL");
        golden.assertAdamStepsMatch(model(golden, true));
    }
}
