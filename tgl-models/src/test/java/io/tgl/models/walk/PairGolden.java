package io.tgl.models.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.io.Npz;
import io.tgl.core.testing.GoldenFiles;
import io.tgl.models.query.LinkQueries;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.assertj.core.data.Offset;

/** A golden file of a pair-wise model with a state: events with ids from 1, a negative an event, parameters. */
final class PairGolden {
    static final double FORWARD = 1e-5;
    private static final double GRADIENT = 1e-4;
    /** Adam moves a parameter of tiny gradient by the sign of its rounding: losses to 5e-5, parameters to a twentieth of a step. */
    private static final double ADAM_LOSS = 5e-5;

    private static final double ADAM_PARAMETER = 5e-4;

    private final Npz golden;
    private final JsonNode index;
    private final EventStream stream;
    private final FeatureTable nodeFeatures;

    PairGolden(String group, String file) throws IOException {
        golden = Npz.read(GoldenFiles.find(group + "/" + file + ".npz"));
        index = new ObjectMapper()
                .readTree(GoldenFiles.find(group + "/index.json").toFile());
        nodeFeatures = withoutPadding("node_feat");
        long[] times =
                Arrays.stream(golden.doubles("time")).mapToLong(t -> (long) t).toArray();
        stream = EventStream.of(nodeFeatures.rows(), ids("src"), ids("dst"), times)
                .features(withoutPadding("edge_feat"))
                .build();
    }

    private FeatureTable withoutPadding(String name) {
        int[] shape = golden.shape(name);
        float[] values = golden.floats(name);
        return FeatureTable.of(Arrays.copyOfRange(values, shape[1], values.length), shape[0] - 1, shape[1]);
    }

    private int[] ids(String name) {
        return Arrays.stream(golden.longs(name)).mapToInt(id -> (int) id - 1).toArray();
    }

    JsonNode index() {
        return index;
    }

    int size(String name) {
        return index.get(name).asInt();
    }

    EventStream stream() {
        return stream;
    }

    FeatureTable nodeFeatures() {
        return nodeFeatures;
    }

    boolean has(String name) {
        return golden.has(name);
    }

    float[] floats(String name) {
        return golden.floats(name);
    }

    Map<String, float[]> parameters(PairModel model, String prefix) {
        Map<String, float[]> values = new LinkedHashMap<>();
        model.tensors().asMap().keySet().forEach(name -> values.put(name, golden.floats(prefix + name)));
        return values;
    }

    static LinkQueries positives(EventBatch b) {
        LinkQueries queries = LinkQueries.of(new int[b.size()], new int[b.size()], new long[b.size()]);
        for (int i = 0; i < b.size(); i++) {
            queries.source()[i] = b.source(i);
            queries.destination()[i] = b.destination(i);
            queries.time()[i] = b.time(i);
        }
        return queries;
    }

    LinkQueries negatives(EventBatch b) {
        LinkQueries p = positives(b);
        return LinkQueries.of(p.source(), Arrays.copyOfRange(ids("negative"), b.from(), b.to()), p.time());
    }

    /** Every gradient collected; zero afterwards. */
    void gradientsMatch(PairModel model, String at) {
        model.tensors().asMap().forEach((name, tensor) -> {
            near(at + name, tensor.gradient(), golden.floats(at + "grad/" + name), GRADIENT, 1e-6);
            Arrays.fill(tensor.gradient(), 0f);
        });
    }

    void adamMatches(PairModel model, int batchSize, IntConsumer beforeBatch) {
        float[] expected = golden.floats("adam/losses");
        float[] losses = new float[expected.length];
        for (int k = 0; k < expected.length; k++) {
            beforeBatch.accept(k);
            EventBatch b = new EventBatch(stream, k * batchSize, (k + 1) * batchSize);
            losses[k] = (float) model.trainBatch(positives(b), negatives(b), b, 1, k);
        }
        near("adam/losses", losses, expected, ADAM_LOSS, 0);
        Map<String, float[]> end = parameters(model, "adam/param/");
        model.tensors().asMap().forEach((name, t) -> {
            double sum = 0;
            for (int i = 0; i < t.size(); i++) {
                sum += Math.abs(t.data()[i] - end.get(name)[i]);
            }
            assertThat(sum / t.size()).as(name).isLessThan(ADAM_PARAMETER);
        });
    }

    static void near(String name, float[] found, float[] expected, double relative, double absolute) {
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
}
