package io.tgl.models.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.io.Npz;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.core.testing.GoldenFiles;
import io.tgl.models.model.EncodedScorer;
import io.tgl.models.query.LinkQueries;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parity with the reference library on walks over the most recent neighbors, with pads: embeddings, logits, loss, every
 * gradient, five Adam steps.
 */
@Tag("golden")
class CawnGoldenTest {
    private static final double FORWARD = 1e-5;
    private static final double GRADIENT = 1e-4;

    /** Adam's first steps move a parameter by about the learning rate whatever the size of its gradient: rounding shows. */
    private static final double ADAM_LOSS = 5e-5;

    private static final double ADAM_PARAMETER = 2e-3;

    /** Not in the index; the width of the attention is a multiple. */
    private static final int HEADS = 2;

    private final Npz golden = Npz.read(GoldenFiles.find("dyglib/CAWN.npz"));
    private JsonNode index;
    private EventStream stream;
    private FeatureTable node;

    @BeforeEach
    void open() throws IOException {
        index = new ObjectMapper()
                .readTree(GoldenFiles.find("dyglib/index.json").toFile())
                .get("CAWN");
        FeatureTable edge = withoutPadding("edge_feat");
        node = withoutPadding("node_feat");
        long[] times =
                Arrays.stream(golden.doubles("time")).mapToLong(t -> (long) t).toArray();
        stream = EventStream.of(node.rows(), ids("src"), ids("dst"), times)
                .features(edge)
                .build();
    }

    private EncodedScorer model(boolean mergeDraws) {
        int[] position = golden.shape("param/model.position_encoder.position_encode_layer.0.weight");
        CawnConfig config = new CawnConfig(
                index.get("node_dim").asInt(),
                index.get("edge_dim").asInt(),
                index.get("time_dim").asInt(),
                position[0],
                position[1] - 1,
                index.get("num_neighbors").asInt(),
                HEADS,
                CawnConfig.Sampling.RECENT,
                1e-6,
                0f,
                index.get("lr").asDouble(),
                mergeDraws);
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));
        EncodedScorer model = Cawn.scorer(config, node, stream.features(), 1.0, 0, compute);
        model.attach(TemporalAdjacency.of(stream, Workers.single()));
        model.loadParameters(parameters(model, "param/"));
        return model;
    }

    private FeatureTable withoutPadding(String name) {
        int[] shape = golden.shape(name);
        float[] values = golden.floats(name);
        return FeatureTable.of(Arrays.copyOfRange(values, shape[1], values.length), shape[0] - 1, shape[1]);
    }

    private int[] ids(String name) {
        return Arrays.stream(golden.longs(name)).mapToInt(id -> (int) id - 1).toArray();
    }

    private Map<String, float[]> parameters(EncodedScorer model, String prefix) {
        Map<String, float[]> values = new LinkedHashMap<>();
        model.tensors().asMap().keySet().forEach(name -> values.put(name, golden.floats(prefix + name)));
        return values;
    }

    private EventBatch batch(int k) {
        long[] rows = golden.longs("batch" + k + "/event");
        return new EventBatch(stream, (int) rows[0], (int) rows[rows.length - 1] + 1);
    }

    private static LinkQueries positives(EventBatch b) {
        int[] s = new int[b.size()];
        int[] d = new int[b.size()];
        long[] t = new long[b.size()];
        for (int i = 0; i < b.size(); i++) {
            s[i] = b.source(i);
            d[i] = b.destination(i);
            t[i] = b.time(i);
        }
        return LinkQueries.of(s, d, t);
    }

    private LinkQueries negatives(EventBatch b, int k) {
        LinkQueries p = positives(b);
        return LinkQueries.of(p.source(), ids("batch" + k + "/negative"), p.time());
    }

    private static void near(String name, float[] found, float[] expected, double relative, double absolute) {
        float largest = 0;
        for (float e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        double tolerance = relative * (absolute > 0 ? largest : Math.max(1, largest)) + absolute;
        assertThat(found.length).as(name).isEqualTo(expected.length);
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).as(name + "[" + i + "]").isCloseTo(expected[i], Offset.offset(tolerance));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void embeddingsLogitsLossAndGradientsMatch(boolean mergeDraws) {
        EncodedScorer model = model(mergeDraws);
        for (int k = 0; k < index.get("batches").asInt(); k++) {
            EventBatch b = batch(k);
            LinkQueries p = positives(b);
            LinkQueries q = negatives(b, k);
            String at = "batch" + k + "/";
            embeddings(model, p, at + "src_emb", at + "dst_emb");
            embeddings(model, q, at + "neg_src_emb", at + "neg_dst_emb");
            near(at + "pos_logit", model.logits(p), golden.floats(at + "pos_logit"), FORWARD, 0);
            near(at + "neg_logit", model.logits(q), golden.floats(at + "neg_logit"), FORWARD, 0);
            float loss = (float) model.gradients(p, q, 1, k);
            near(at + "loss", new float[] {loss}, golden.floats(at + "loss"), FORWARD, 0);
            model.tensors().asMap().forEach((name, tensor) -> {
                near(at + name, tensor.gradient(), golden.floats(at + "grad/" + name), GRADIENT, 1e-6);
                Arrays.fill(tensor.gradient(), 0f);
            });
        }
    }

    private void embeddings(EncodedScorer model, LinkQueries queries, String sources, String destinations) {
        near(sources, model.sourceEmbeddings(queries), golden.floats(sources), FORWARD, 0);
        near(destinations, model.destinationEmbeddings(queries), golden.floats(destinations), FORWARD, 0);
    }

    @Test
    void fiveAdamStepsMatch() {
        EncodedScorer model = model(true);
        float[] expected = golden.floats("adam/losses");
        int size = index.get("batch").asInt();
        float[] losses = new float[expected.length];
        for (int k = 0; k < expected.length; k++) {
            EventBatch b = new EventBatch(stream, k * size, (k + 1) * size);
            losses[k] = (float) model.trainBatch(positives(b), replayed(b), b, 1, k);
        }
        near("adam/losses", losses, expected, ADAM_LOSS, 0);
        Map<String, float[]> end = parameters(model, "adam/param/");
        model.tensors()
                .asMap()
                .forEach((name, t) -> assertThat(meanDifference(t.data(), end.get(name)))
                        .as(name)
                        .isLessThan(ADAM_PARAMETER));
    }

    private static double meanDifference(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum / a.length;
    }

    /** The negatives before batch 0 are not stored; all come from one stream, which the stored ones continue. */
    private LinkQueries replayed(EventBatch b) {
        int lowest = Arrays.stream(ids("dst")).min().orElseThrow();
        NumpyRandomState random = new NumpyRandomState(index.get("seed").asInt() + 1);
        int[] all = random.integers(stream.nodeCount() - lowest, stream.size());
        for (int i = 0; i < all.length; i++) {
            all[i] += lowest;
        }
        EventBatch stored = batch(0);
        assertThat(Arrays.copyOfRange(all, stored.from(), stored.to())).isEqualTo(ids("batch0/negative"));
        LinkQueries p = positives(b);
        return LinkQueries.of(p.source(), Arrays.copyOfRange(all, b.from(), b.to()), p.time());
    }
}
