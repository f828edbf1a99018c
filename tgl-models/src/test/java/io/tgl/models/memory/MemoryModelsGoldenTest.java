package io.tgl.models.memory;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parity with the reference library: embeddings, logits, loss, every gradient, memory, five Adam steps. */
@Tag("golden")
class MemoryModelsGoldenTest {
    private static final double FORWARD = 1e-5;
    private static final double GRADIENT = 1e-4;

    /**
     * Adam's first steps move each parameter by about the learning rate whatever the size of its gradient, so that the
     * rounding of a tiny gradient shows, and time differences of 3e4 multiply what it does to the time encoder: on the
     * Adam path losses agree to 5e-5, parameters to a twentieth of a step on average.
     */
    private static final double ADAM_LOSS = 5e-5;

    private static final double ADAM_PARAMETER = 2e-3;

    private Npz golden;
    private EventStream stream;
    private int batchSize;
    private int warm;
    private int batches;
    private int seed;
    private MemoryModel model;

    private void open(String group) throws IOException {
        golden = Npz.read(GoldenFiles.find("dyglib/" + group + ".npz"));
        JsonNode index = new ObjectMapper()
                .readTree(GoldenFiles.find("dyglib/index.json").toFile())
                .get(group);
        int nodes = golden.shape("node_feat")[0] - 1;
        int events = golden.floats("src").length;
        FeatureTable edge = withoutPadding(golden.floats("edge_feat"), golden.shape("edge_feat"));
        FeatureTable node = withoutPadding(golden.floats("node_feat"), golden.shape("node_feat"));
        stream = EventStream.of(nodes, ids("src"), ids("dst"), times(events))
                .features(edge)
                .build();
        batchSize = index.get("batch").asInt();
        warm = index.get("warm_batches").asInt();
        batches = index.get("batches").asInt();
        seed = index.get("seed").asInt();
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));
        model = model(group, index, node, edge, compute);
        model.attach(TemporalAdjacency.of(stream, Workers.single()));
        model.loadParameters(parameters("param/"));
        model.prepare(stream);
        checkTimeShift();
    }

    /** The mean gaps found in the stream are the reference's. */
    private void checkTimeShift() {
        if (model instanceof Jodie jodie) {
            double[] expected = golden.doubles("time_shift");
            float[] found = jodie.parameters().get(Jodie.TIME_SHIFT);
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) found[i]).as("time shift " + i).isCloseTo(expected[i], within(1e-5 * expected[i]));
            }
        }
    }

    private static MemoryModel model(
            String group, JsonNode index, FeatureTable node, FeatureTable edge, Compute compute) {
        int n = index.get("node_dim").asInt();
        int e = index.get("edge_dim").asInt();
        int t = index.get("time_dim").asInt();
        int k = index.get("num_neighbors").asInt();
        double rate = index.get("lr").asDouble();
        return switch (group) {
            case "JODIE" -> new Jodie(new JodieConfig(n, e, t, 0f, rate, true), node, edge, 1.0, 0, compute);
            case "DyRep" -> new DyRep(new DyRepConfig(n, e, t, 1, 2, k, 0f, rate), node, edge, 1.0, 0, compute);
            default -> {
                int layers = group.equals("TGN") ? 1 : 2;
                yield new Tgn(new TgnConfig(n, e, t, layers, 2, k, 0f, rate, true), node, edge, 1.0, 0, compute);
            }
        };
    }

    private static FeatureTable withoutPadding(float[] values, int[] shape) {
        return FeatureTable.of(Arrays.copyOfRange(values, shape[1], values.length), shape[0] - 1, shape[1]);
    }

    private int[] ids(String name) {
        return Arrays.stream(golden.longs(name)).mapToInt(id -> (int) id - 1).toArray();
    }

    private long[] times(int events) {
        double[] times = golden.doubles("time");
        assertThat(times).hasSize(events);
        return Arrays.stream(times).mapToLong(t -> (long) t).toArray();
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

    private LinkQueries positives(EventBatch b) {
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

    private void warmUp() {
        for (int k = 0; k < warm; k++) {
            model.observe(new EventBatch(stream, k * batchSize, (k + 1) * batchSize));
        }
    }

    private void near(String name, float[] found, float[] expected, double relative, double absolute) {
        float largest = 0;
        for (float e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        double tolerance = relative * (absolute > 0 ? largest : Math.max(1, largest)) + absolute;
        assertThat(found.length).as(name).isEqualTo(expected.length);
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).as(name + "[" + i + "]").isCloseTo(expected[i], within(tolerance));
        }
    }

    private static Offset<Double> within(double tolerance) {
        return Offset.offset(tolerance);
    }

    private float[] memoryWithPadding() {
        int n = model.memory().width();
        float[] rows = new float[n + model.memory().nodeCount() * n];
        System.arraycopy(model.memory().rows(), 0, rows, n, rows.length - n);
        return rows;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TGN", "TGN2L", "JODIE", "DyRep"})
    void embeddingsLogitsLossGradientsAndMemoryMatch(String group) throws IOException {
        open(group);
        warmUp();
        near("memory_after_warm", memoryWithPadding(), golden.floats("memory_after_warm"), FORWARD, 0);
        for (int k = 0; k < batches; k++) {
            EventBatch b = batch(k);
            LinkQueries p = positives(b);
            LinkQueries q = negatives(b, k);
            String at = "batch" + k + "/";
            embeddings(at, "src_emb", "dst_emb", p);
            embeddings(at, "neg_src_emb", "neg_dst_emb", q);
            near(at + "pos_logit", model.logits(p), golden.floats(at + "pos_logit"), FORWARD, 0);
            near(at + "neg_logit", model.logits(q), golden.floats(at + "neg_logit"), FORWARD, 0);
            float loss = (float) model.gradients(p, q, b, 1, k);
            near(at + "loss", new float[] {loss}, golden.floats(at + "loss"), FORWARD, 0);
            model.tensors().asMap().forEach((name, tensor) -> {
                near(at + name, tensor.gradient(), golden.floats(at + "grad/" + name), GRADIENT, 1e-6);
                Arrays.fill(tensor.gradient(), 0f);
            });
        }
        near("memory_end", memoryWithPadding(), golden.floats("memory_end"), FORWARD, 0);
    }

    private void embeddings(String at, String source, String destination, LinkQueries queries) {
        near(at + source, model.sourceEmbeddings(queries), golden.floats(at + source), FORWARD, 0);
        near(at + destination, model.destinationEmbeddings(queries), golden.floats(at + destination), FORWARD, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TGN", "TGN2L", "JODIE", "DyRep"})
    void fiveAdamStepsMatch(String group) throws IOException {
        open(group);
        float[] expected = golden.floats("adam/losses");
        float[] losses = new float[expected.length];
        for (int k = 0; k < expected.length; k++) {
            EventBatch b = new EventBatch(stream, k * batchSize, (k + 1) * batchSize);
            losses[k] = (float) model.trainBatch(positives(b), replayed(b), b, 1, k);
        }
        near("adam/losses", losses, expected, ADAM_LOSS, 0);
        Map<String, float[]> end = parameters("adam/param/");
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

    /**
     * The negatives of the warm batches are not stored, but all come from one stream: destination ids drawn uniformly,
     * one an event, by NumPy's generator of the seed after the index's. The stored ones must be its continuation.
     */
    private LinkQueries replayed(EventBatch b) {
        int lowest = Arrays.stream(ids("dst")).min().orElseThrow();
        NumpyRandomState random = new NumpyRandomState(seed + 1);
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
