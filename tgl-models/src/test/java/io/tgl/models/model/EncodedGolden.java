package io.tgl.models.model;

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
import io.tgl.models.query.LinkQueries;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.data.Offset;

/** Parity of an encoder without state with the reference library: embeddings, logits, loss, every gradient, five Adam steps. */
public final class EncodedGolden {
    private static final double FORWARD = 1e-5;
    private static final double GRADIENT = 1e-4;
    /** Adam moves a parameter of tiny gradient by the sign of its rounding: losses to 5e-5, parameters to a twentieth of a step. */
    private static final double ADAM_LOSS = 5e-5;

    private static final double ADAM_PARAMETER = 2e-3;

    private final Npz golden;
    private final JsonNode index;
    private final EventStream stream;
    private final FeatureTable nodeFeatures;
    private final EncodedScorer model;
    private final int batchSize;

    /** Builds a model of the sizes of a golden group. */
    @FunctionalInterface
    public interface Factory {
        EncodedScorer create(JsonNode sizes, FeatureTable nodes, FeatureTable edges, Compute compute);
    }

    /** Opens "dyglib/GROUP.npz" and builds its model, with its parameters. */
    public EncodedGolden(String group, Factory factory) throws IOException {
        golden = Npz.read(GoldenFiles.find("dyglib/" + group + ".npz"));
        index = new ObjectMapper()
                .readTree(GoldenFiles.find("dyglib/index.json").toFile())
                .get(group);
        nodeFeatures = withoutPadding("node_feat");
        long[] times =
                Arrays.stream(golden.doubles("time")).mapToLong(t -> (long) t).toArray();
        stream = EventStream.of(golden.shape("node_feat")[0] - 1, ids("src"), ids("dst"), times)
                .features(withoutPadding("edge_feat"))
                .build();
        batchSize = index.get("batch").asInt();
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));
        model = factory.create(index, nodeFeatures, stream.features(), compute);
        model.attach(TemporalAdjacency.of(stream, Workers.single()));
        model.loadParameters(parameters("param/"));
    }

    private FeatureTable withoutPadding(String name) {
        int[] shape = golden.shape(name);
        float[] values = golden.floats(name);
        return FeatureTable.of(Arrays.copyOfRange(values, shape[1], values.length), shape[0] - 1, shape[1]);
    }

    private int[] ids(String name) {
        return Arrays.stream(golden.longs(name)).mapToInt(id -> (int) id - 1).toArray();
    }

    private Map<String, float[]> parameters(String prefix) {
        Map<String, float[]> values = new LinkedHashMap<>();
        model.tensors().asMap().keySet().forEach(name -> values.put(name, golden.floats(prefix + name)));
        return values;
    }

    private EventBatch batch(int k) {
        long[] rows = golden.longs("batch" + k + "/event");
        return new EventBatch(stream, (int) rows[0], (int) rows[rows.length - 1] + 1);
    }

    private static LinkQueries positives(EventBatch b) {
        LinkQueries queries = LinkQueries.of(new int[b.size()], new int[b.size()], new long[b.size()]);
        for (int i = 0; i < b.size(); i++) {
            queries.source()[i] = b.source(i);
            queries.destination()[i] = b.destination(i);
            queries.time()[i] = b.time(i);
        }
        return queries;
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

    /** Every stored batch. */
    public void embeddingsLogitsLossAndGradientsMatch() {
        for (int k = 0; k < index.get("batches").asInt(); k++) {
            String at = "batch" + k + "/";
            LinkQueries p = positives(batch(k));
            LinkQueries q = LinkQueries.of(p.source(), ids(at + "negative"), p.time());
            near(at + "src_emb", model.sourceEmbeddings(p), golden.floats(at + "src_emb"), FORWARD, 0);
            near(at + "dst_emb", model.destinationEmbeddings(p), golden.floats(at + "dst_emb"), FORWARD, 0);
            near(at + "neg_src_emb", model.sourceEmbeddings(q), golden.floats(at + "neg_src_emb"), FORWARD, 0);
            near(at + "neg_dst_emb", model.destinationEmbeddings(q), golden.floats(at + "neg_dst_emb"), FORWARD, 0);
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

    /** Five steps over the first batches. */
    public void fiveAdamStepsMatch() {
        fiveAdamStepsMatch(ADAM_LOSS, ADAM_PARAMETER);
    }

    /**
     * Five steps over the first batches, of a model through which time differences of 3e4 multiply what rounding does to
     * the time encoder: the first three losses agree to 1e-6, the others as told.
     *
     * @param lossTolerance of steps 4 and 5
     * @param parameterTolerance of the mean difference of a parameter at the end
     */
    public void fiveAdamStepsMatch(double lossTolerance, double parameterTolerance) {
        float[] expected = golden.floats("adam/losses");
        float[] losses = new float[expected.length];
        for (int k = 0; k < expected.length; k++) {
            EventBatch b = new EventBatch(stream, k * batchSize, (k + 1) * batchSize);
            losses[k] = (float) model.trainBatch(positives(b), replayed(b), b, 1, k);
        }
        near(
                "adam/losses",
                Arrays.copyOf(losses, 3),
                Arrays.copyOf(expected, 3),
                lossTolerance > ADAM_LOSS ? 1e-6 : lossTolerance,
                0);
        near("adam/losses", losses, expected, lossTolerance, 0);
        Map<String, float[]> end = parameters("adam/param/");
        model.tensors()
                .asMap()
                .forEach((name, t) -> assertThat(meanDifference(t.data(), end.get(name)))
                        .as(name)
                        .isLessThan(parameterTolerance));
    }

    private static double meanDifference(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum / a.length;
    }

    /**
     * The negatives of the first batches are not stored, but all come from one stream: destination ids drawn uniformly, one
     * an event, by NumPy's generator of the seed after the index's. The stored ones must be its continuation.
     */
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
