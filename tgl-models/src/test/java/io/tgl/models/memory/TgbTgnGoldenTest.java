package io.tgl.models.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.io.Npz;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.testing.GoldenFiles;
import io.tgl.models.memory.TgbTgnConfig.Loss;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.QueryIndex;
import io.tgl.models.query.RankingQueries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parity with the benchmark's own code: what is read, embeddings, logits, losses, gradients, state, ranks, Adam. */
@Tag("golden")
class TgbTgnGoldenTest {
    private static final double FORWARD = 1e-5;
    private static final double GRADIENT = 1e-4;

    private Npz golden;
    private JsonNode index;
    private EventStream stream;
    private int batchSize;
    private TgbTgn model;

    private void open(String file, Loss loss) throws IOException {
        golden = Npz.read(GoldenFiles.find("tgb_tgn/" + file + ".npz"));
        index = new ObjectMapper()
                .readTree(GoldenFiles.find("tgb_tgn/index.json").toFile());
        int[] shape = golden.shape("msg");
        int nodes = number("num_nodes");
        stream = EventStream.of(nodes, ints("src"), ints("dst"), golden.longs("time"))
                .features(FeatureTable.of(golden.floats("msg"), shape[0], shape[1]))
                .build();
        batchSize = number("batch");
        TgbTgnConfig config = new TgbTgnConfig(
                number("memory_dim"),
                number("time_dim"),
                number("embedding_dim"),
                number("heads"),
                number("neighbors"),
                0f,
                index.get("lr").asDouble(),
                0,
                loss);
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));
        model = new TgbTgn(config, FeatureTable.absent(nodes), stream.features(), 1.0, 0, compute);
        model.loadParameters(parameters("param/"));
    }

    private int number(String name) {
        return index.get(name).asInt();
    }

    private int[] ints(String name) {
        return Arrays.stream(golden.longs(name)).mapToInt(Math::toIntExact).toArray();
    }

    private Map<String, float[]> parameters(String prefix) {
        Map<String, float[]> values = new LinkedHashMap<>();
        model.tensors().asMap().keySet().forEach(name -> values.put(name, golden.floats(prefix + name)));
        return values;
    }

    private EventBatch batch(int k) {
        return new EventBatch(stream, k * batchSize, Math.min(stream.size(), (k + 1) * batchSize));
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
        return LinkQueries.of(p.source(), ints("batch" + k + "/negative"), p.time());
    }

    private static void near(String name, float[] found, float[] expected, double relative, double absolute) {
        float largest = 0;
        for (float e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        double tolerance = relative * (absolute > 0 ? largest : Math.max(1, largest)) + absolute;
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).as(name + "[" + i + "]").isCloseTo(expected[i], Offset.offset(tolerance));
        }
    }

    /** What is read of all nodes of a call, and what the batch's own become; their neighbors have no edges there. */
    private void checkRead(String at, Set<Integer> own) {
        int[] nodes = ints(at + "node");
        QueryIndex touched = new QueryIndex();
        touched.clear();
        for (int node : nodes) {
            touched.add(node, 0);
        }
        Compute compute = new Compute(KernelProvider.kernels(), Workers.single());
        RoleMemory.Reading reading = model.memory().read(new Tape(compute, true), touched);
        near(at + "memory", reading.rows().data(), golden.floats(at + "memory"), FORWARD, 0);
        assertThat(reading.lastUpdate()).as(at + "last_update").isEqualTo(golden.longs(at + "last_update"));
        Tensor z = model.embed(new Tape(compute, true), nodes, nodes.length, Dropouts.NONE);
        float[] expected = golden.floats(at + "embedding");
        for (int i = 0; i < nodes.length; i++) {
            if (own.contains(nodes[i])) {
                String row = at + "embedding of " + nodes[i];
                near(row, row(z.data(), i, z.columns()), row(expected, i, z.columns()), FORWARD, 0);
            }
        }
        assertThat(edges(nodes, own)).as(at + "edges").isEqualTo(expectedEdges(at, nodes));
    }

    private static float[] row(float[] values, int i, int width) {
        return Arrays.copyOfRange(values, i * width, (i + 1) * width);
    }

    private Set<Integer> own(EventBatch b, int k) {
        Set<Integer> own = new TreeSet<>();
        for (int i = 0; i < b.size(); i++) {
            own.add(b.source(i));
            own.add(b.destination(i));
        }
        for (int negative : ints("batch" + k + "/negative")) {
            own.add(negative);
        }
        return own;
    }

    /** "neighbor node event". */
    private List<String> expectedEdges(String at, int[] nodes) {
        int[] edge = ints(at + "edge_index");
        int[] event = ints(at + "edge_event");
        List<String> edges = new ArrayList<>();
        for (int i = 0; i < event.length; i++) {
            edges.add(nodes[edge[i]] + " " + nodes[edge[event.length + i]] + " " + event[i]);
        }
        edges.sort(null);
        return edges;
    }

    private List<String> edges(int[] nodes, Set<Integer> own) {
        List<String> edges = new ArrayList<>();
        for (int node : nodes) {
            for (int s = 0; own.contains(node) && s < model.neighbors().count(node); s++) {
                edges.add(model.neighbors().neighbor(node, s) + " " + node + " "
                        + model.neighbors().event(node, s));
            }
        }
        edges.sort(null);
        return edges;
    }

    private void checkState(String at, String suffix) {
        near(at + "memory" + suffix, model.memory().rows(), golden.floats(at + "memory" + suffix), FORWARD, 0);
        assertThat(model.memory().lastUpdate())
                .as(at + "last_update" + suffix)
                .isEqualTo(golden.longs(at + "last_update" + suffix));
    }

    @ParameterizedTest
    @CsvSource({"stream,SCORES", "stream,LOGITS", "ties,SCORES", "ties,LOGITS"})
    void everythingOfAPassMatches(String file, Loss loss) throws IOException {
        open(file, loss);
        int train = number("train_batches");
        String suffix = loss == Loss.SCORES ? "" : "_logit";
        for (int k = 0; k < train; k++) {
            String at = "batch" + k + "/";
            EventBatch b = batch(k);
            checkRead(at, own(b, k));
            float found = (float) model.gradients(positives(b), negatives(b, k), b, 1, k);
            near(at + "loss", new float[] {found}, golden.floats(at + "loss" + suffix), FORWARD, 0);
            model.tensors().asMap().forEach((name, tensor) -> {
                String gradient = at + "grad" + suffix + "/" + name;
                near(gradient, tensor.gradient(), golden.floats(gradient), GRADIENT, 1e-6);
                Arrays.fill(tensor.gradient(), 0f);
            });
            checkState(at, "_after");
        }
        checkEvaluation(train);
    }

    private void checkEvaluation(int train) {
        model.observe(new EventBatch(stream, 0, 0));
        checkState("flush/", "");
        for (int k = 0; k < number("eval_batches"); k++) {
            String at = "eval" + k + "/";
            EventBatch b = batch(train + k);
            int[][] candidates = candidates(b, ints(at + "negatives"));
            LinkQueries p = positives(b);
            float[][] scores = new float[b.size()][candidates[0].length];
            model.rank(new RankingQueries(p.source(), p.time(), candidates), scores);
            float[] expected = golden.floats(at + "scores");
            float[] logits = golden.floats(at + "logits");
            int columns = candidates[0].length;
            for (int i = 0; i < b.size(); i++) {
                String row = at + "scores/" + i;
                float[] wanted = Arrays.copyOfRange(expected, i * columns, (i + 1) * columns);
                near(row, scores[i], wanted, FORWARD, 0);
                int[] source = new int[columns];
                Arrays.fill(source, b.source(i));
                LinkQueries pairs = LinkQueries.of(source, candidates[i], new long[columns]);
                float[] wantedLogits = Arrays.copyOfRange(logits, i * columns, (i + 1) * columns);
                near(at + "logits/" + i, model.logits(pairs), wantedLogits, FORWARD, 0);
            }
            model.observe(b);
            checkState(at, "_after");
        }
    }

    private static int[][] candidates(EventBatch b, int[] negatives) {
        int q = negatives.length / b.size();
        int[][] candidates = new int[b.size()][q + 1];
        for (int i = 0; i < b.size(); i++) {
            candidates[i][0] = b.destination(i);
            System.arraycopy(negatives, i * q, candidates[i], 1, q);
        }
        return candidates;
    }

    @ParameterizedTest
    @CsvSource({"stream,SCORES", "stream,LOGITS", "ties,SCORES", "ties,LOGITS"})
    void fiveAdamStepsMatch(String file, Loss loss) throws IOException {
        open(file, loss);
        String at = loss == Loss.SCORES ? "adam/" : "adam_logit/";
        float[] expected = golden.floats(at + "losses");
        float[] losses = new float[expected.length];
        for (int k = 0; k < expected.length; k++) {
            EventBatch b = batch(k);
            losses[k] = (float) model.trainBatch(positives(b), negatives(b, k), b, 1, k);
        }
        near(at + "losses", losses, expected, 5e-5, 0);
        Map<String, float[]> end = parameters(at + "param/");
        model.tensors().asMap().forEach((name, t) -> {
            if (!name.equals("gnn.conv.lin_key.bias")) {
                assertThat(meanDifference(t.data(), end.get(name))).as(name).isLessThan(5e-4);
            }
        });
        near(at + "memory", model.memory().rows(), golden.floats(at + "memory"), 1e-3, 0);
    }

    private static double meanDifference(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < b.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum / b.length;
    }
}
