package io.tgl.models.walk;

import static io.tgl.models.walk.PairGolden.near;
import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventBatch;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.Sampling;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.walk.TpNetConfig.Matrices;
import io.tgl.models.walk.TpNetConfig.Pads;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Parity with the released TPNet, with random projections and with the exact matrices: embeddings, logits, loss, every
 * gradient, the walk matrices after every batch, five Adam steps.
 */
@Tag("golden")
class TpNetGoldenTest {
    /** Sums of many events in float32. */
    private static final double WALKS = 2e-5;

    private PairGolden golden;
    private int hops;
    private TpNet model;

    private void open(Matrices matrices) throws IOException {
        boolean exact = matrices == Matrices.EXACT;
        golden = new PairGolden("tpnet", exact ? "TPNetMatrix" : "TPNet");
        hops = golden.size(exact ? "matrix_hops" : "hops");
        TpNetConfig config = new TpNetConfig(
                golden.size("node_dim"),
                golden.size("edge_dim"),
                golden.size("time_dim"),
                hops,
                golden.size("neighbors"),
                golden.size("mixer_layers"),
                matrices,
                1,
                0,
                golden.index().get("decay").asDouble(),
                Pads.COUNTED,
                Sampling.RECENT,
                0f,
                golden.index().get("lr").asDouble());
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));
        int width = exact ? golden.nodeFeatures().rows() + 1 : golden.size("projection_dim");
        model = new TpNet(config, golden.nodeFeatures(), golden.stream().features(), 1.0, 0, width, compute);
        model.attach(TemporalAdjacency.of(golden.stream(), Workers.single()));
        model.loadParameters(golden.parameters(model, "param/"));
        model.restore(start(width));
    }

    /** The given start of the projections. */
    private ModelState start(int width) {
        Map<String, Object> arrays = new LinkedHashMap<>(model.state().arrays());
        float[] start = golden.floats("projection0");
        float[] rows = (float[]) arrays.get("rows");
        for (int row = 0; row < start.length / width; row++) {
            System.arraycopy(start, row * width, rows, row * (hops + 1) * width, width);
        }
        arrays.put("epoch", new int[] {1});
        return new ModelState(arrays);
    }

    @ParameterizedTest
    @EnumSource(Matrices.class)
    void embeddingsLogitsLossGradientsAndWalksMatch(Matrices matrices) throws IOException {
        open(matrices);
        assertThat(model.matrices().matrix(0)).isEqualTo(golden.floats("projection0"));
        int batch = golden.size("batch");
        for (int k = 0; k < golden.size("batches"); k++) {
            EventBatch b = new EventBatch(golden.stream(), k * batch, (k + 1) * batch);
            LinkQueries p = PairGolden.positives(b);
            LinkQueries q = golden.negatives(b);
            String at = "batch" + k + "/";
            if (golden.has(at + "src_emb")) {
                embeddingsMatch(at, p, q);
            }
            near(at + "pos_logit", model.logits(p), golden.floats(at + "pos_logit"), WALKS, 0);
            near(at + "neg_logit", model.logits(q), golden.floats(at + "neg_logit"), WALKS, 0);
            near(at + "loss", new float[] {(float) model.gradients(p, q, 1, k)}, golden.floats(at + "loss"), 1e-5, 0);
            if (golden.has(at + "grad/head.fc1.weight")) {
                golden.gradientsMatch(model, at);
            }
            model.tensors().tensors().forEach(t -> Arrays.fill(t.gradient(), 0f));
            model.observe(b);
            for (int h = 1; h <= hops; h++) {
                String name = "projection" + h + "_after";
                near(at + name, model.matrices().matrix(h), golden.floats(at + name), WALKS, 0);
            }
            assertThat((float) model.matrices().now()).isEqualTo(golden.floats(at + "now_after")[0]);
        }
    }

    private void embeddingsMatch(String at, LinkQueries p, LinkQueries q) {
        near(at + "src_emb", model.sourceEmbeddings(p), golden.floats(at + "src_emb"), PairGolden.FORWARD, 0);
        near(at + "dst_emb", model.destinationEmbeddings(p), golden.floats(at + "dst_emb"), PairGolden.FORWARD, 0);
        near(at + "neg_src", model.sourceEmbeddings(q), golden.floats(at + "neg_src_emb"), PairGolden.FORWARD, 0);
        near(at + "neg_dst", model.destinationEmbeddings(q), golden.floats(at + "neg_dst_emb"), PairGolden.FORWARD, 0);
    }

    @Test
    void fiveAdamStepsMatch() throws IOException {
        open(Matrices.PROJECTED);
        golden.adamMatches(model, golden.size("batch"), _ -> {});
    }
}
