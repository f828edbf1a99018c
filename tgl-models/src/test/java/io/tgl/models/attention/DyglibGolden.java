package io.tgl.models.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.io.Npz;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.core.testing.GoldenFiles;
import io.tgl.models.model.EncodedScorer;
import io.tgl.models.query.LinkQueries;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A golden file of the reference library for a model without state: what was asked, what came out, and the comparison. */
final class DyglibGolden {
    private static final double FORWARD = 1e-5;
    private static final double GRADIENT = 1e-4;

    /** Adam moves each parameter by the learning rate whatever the size of its gradient, so rounding shows. */
    private static final double ADAM_LOSS = 5e-5;

    private static final double ADAM_PARAMETER = 2e-3;

    private final Npz golden;
    private final JsonNode index;
    private final EventStream stream;
    private final FeatureTable nodeFeatures;

    DyglibGolden(String model) throws IOException {
        golden = Npz.read(GoldenFiles.find("dyglib/" + model + ".npz"));
        index = new ObjectMapper()
                .readTree(GoldenFiles.find("dyglib/index.json").toFile())
                .get(model);
        nodeFeatures = withoutPadding(golden.floats("node_feat"), golden.shape("node_feat"));
        long[] times =
                Arrays.stream(golden.doubles("time")).mapToLong(t -> (long) t).toArray();
        stream = EventStream.of(nodeFeatures.rows(), ids("src"), ids("dst"), times)
                .features(withoutPadding(golden.floats("edge_feat"), golden.shape("edge_feat")))
                .build();
    }

    private static FeatureTable withoutPadding(float[] values, int[] shape) {
        return FeatureTable.of(Arrays.copyOfRange(values, shape[1], values.length), shape[0] - 1, shape[1]);
    }

    private int[] ids(String name) {
        return Arrays.stream(golden.longs(name)).mapToInt(id -> (int) id - 1).toArray();
    }

    FeatureTable nodeFeatures() {
        return nodeFeatures;
    }

    FeatureTable edgeFeatures() {
        return stream.features();
    }

    /** A number of the index, e.g. "node_dim". */
    int size(String name) {
        return index.get(name).asInt();
    }

    /** Rows of a parameter. */
    int rows(String parameter) {
        return golden.shape("param/" + parameter)[0];
    }

    /** Columns of a parameter. */
    int columns(String parameter) {
        return golden.shape("param/" + parameter)[1];
    }

    double learningRate() {
        return index.get("lr").asDouble();
    }

    /** Gives the model its neighbors and the stored parameters. */
    void prepare(EncodedScorer model) {
        model.attach(TemporalAdjacency.of(stream, Workers.single()));
        model.loadParameters(parameters(model, "param/"));
    }

    private Map<String, float[]> parameters(EncodedScorer model, String prefix) {
        Map<String, float[]> values = new LinkedHashMap<>();
        model.tensors().asMap().keySet().forEach(name -> values.put(name, golden.floats(prefix + name)));
        return values;
    }

    /** Embeddings, logits, loss and every gradient of every stored batch. */
    void assertForwardAndBackwardMatch(EncodedScorer model) {
        for (int k = 0; k < size("batches"); k++) {
            String at = "batch" + k + "/";
            long[] rows = golden.longs(at + "event");
            LinkQueries p = positives(new EventBatch(stream, (int) rows[0], (int) rows[rows.length - 1] + 1));
            LinkQueries q = LinkQueries.of(p.source(), ids(at + "negative"), p.time());
            near(at + "src_emb", model.sourceEmbeddings(p), FORWARD);
            near(at + "dst_emb", model.destinationEmbeddings(p), FORWARD);
            near(at + "neg_src_emb", model.sourceEmbeddings(q), FORWARD);
            near(at + "neg_dst_emb", model.destinationEmbeddings(q), FORWARD);
            near(at + "pos_logit", model.logits(p), FORWARD);
            near(at + "neg_logit", model.logits(q), FORWARD);
            near(at + "loss", new float[] {(float) model.gradients(p, q, 1, k)}, FORWARD);
            model.tensors().asMap().forEach((name, tensor) -> {
                near(at + "grad/" + name, tensor.gradient(), GRADIENT);
                Arrays.fill(tensor.gradient(), 0f);
            });
        }
    }

    /** Five Adam steps from the start: losses, and parameters to a twentieth of a step on average. */
    void assertAdamStepsMatch(EncodedScorer model) {
        float[] expected = golden.floats("adam/losses");
        int[] negatives = replayedNegatives();
        int batchSize = size("batch");
        for (int k = 0; k < expected.length; k++) {
            EventBatch batch = new EventBatch(stream, k * batchSize, (k + 1) * batchSize);
            LinkQueries p = positives(batch);
            int[] others = Arrays.copyOfRange(negatives, batch.from(), batch.to());
            LinkQueries q = LinkQueries.of(p.source(), others, p.time());
            double loss = model.trainBatch(p, q, batch, 1, k);
            assertThat(loss).as("loss of step " + k).isCloseTo(expected[k], within(ADAM_LOSS));
        }
        Map<String, float[]> end = parameters(model, "adam/param/");
        model.tensors()
                .asMap()
                .forEach((name, t) -> assertThat(meanDifference(t.data(), end.get(name)))
                        .as(name)
                        .isLessThan(ADAM_PARAMETER));
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

    /** Destination ids drawn uniformly, one an event, by NumPy's generator of the seed after the index's. */
    private int[] replayedNegatives() {
        int lowest = Arrays.stream(ids("dst")).min().orElseThrow();
        int[] all = new NumpyRandomState(size("seed") + 1L).integers(stream.nodeCount() - lowest, stream.size());
        for (int i = 0; i < all.length; i++) {
            all[i] += lowest;
        }
        long[] rows = golden.longs("batch0/event");
        assertThat(Arrays.copyOfRange(all, (int) rows[0], (int) rows[0] + rows.length))
                .isEqualTo(ids("batch0/negative"));
        return all;
    }

    private static double meanDifference(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum / a.length;
    }

    private void near(String name, float[] found, double relative) {
        float[] expected = golden.floats(name);
        float largest = 0;
        for (float e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        boolean gradient = name.contains("/grad/");
        double tolerance = gradient ? relative * largest + 1e-6 : relative * Math.max(1, largest);
        assertThat(found.length).as(name).isEqualTo(expected.length);
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).as(name + "[" + i + "]").isCloseTo(expected[i], within(tolerance));
        }
    }
}
