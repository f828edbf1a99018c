package io.tgl.models.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.io.Npz;
import io.tgl.core.io.Safetensors;
import io.tgl.core.io.StoredArray;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.core.testing.GoldenFiles;
import io.tgl.models.memory.Tgn;
import io.tgl.models.memory.TgnConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A TGN of the reference library in mid-stream, handed over as the guide's lines of Python write it: parameters, memory
 * and last update from the golden file, pending messages put together here from the golden events and memory.
 */
@Tag("golden")
class PythonModelTest {
    private static final double TICK = 1.0;

    @TempDir
    private Path folder;

    private final Npz golden = Npz.read(GoldenFiles.find("dyglib/TGN.npz"));
    private JsonNode index;
    private EventStream stream;
    private FeatureTable nodeFeatures;

    @BeforeEach
    void open() throws IOException {
        index = new ObjectMapper()
                .readTree(GoldenFiles.find("dyglib/index.json").toFile())
                .get("TGN");
        nodeFeatures = features("node_feat");
        long[] time =
                Arrays.stream(golden.doubles("time")).mapToLong(t -> (long) t).toArray();
        stream = EventStream.of(nodeFeatures.rows(), ids("src"), ids("dst"), time)
                .features(features("edge_feat"))
                .build();
    }

    private FeatureTable features(String name) {
        int[] shape = golden.shape(name);
        float[] values = golden.floats(name);
        return FeatureTable.of(Arrays.copyOfRange(values, shape[1], values.length), shape[0] - 1, shape[1]);
    }

    private int[] ids(String name) {
        return Arrays.stream(golden.longs(name)).mapToInt(id -> (int) id - 1).toArray();
    }

    private Tgn model() {
        TgnConfig config = new TgnConfig(
                index.get("node_dim").asInt(),
                index.get("edge_dim").asInt(),
                index.get("time_dim").asInt(),
                1,
                2,
                index.get("num_neighbors").asInt(),
                0f,
                1e-4,
                true);
        Compute compute = new Compute(KernelProvider.kernels(), Workers.single());
        Tgn model = new Tgn(config, nodeFeatures, stream.features(), TICK, 1, compute);
        model.attach(TemporalAdjacency.of(stream, Workers.single()));
        return model;
    }

    /** What the Python side stores after the warm batches, in its terms. */
    private Map<String, StoredArray> stored() {
        Map<String, StoredArray> arrays = new LinkedHashMap<>();
        golden.names().stream()
                .filter(name -> name.startsWith("param/"))
                .forEach(name -> arrays.put(name, golden.array(name)));
        arrays.put("memory", golden.array("memory_after_warm"));
        arrays.put("last_update", golden.array("last_update_after_warm"));
        putPending(arrays);
        arrays.put("query/src", sources("batch0/event"));
        arrays.put("query/dst", StoredArray.of(golden.longs("batch0/negative"), queries()));
        double[] time = new double[queries()];
        Arrays.setAll(time, i -> golden.doubles("time")[(int) golden.longs("batch0/event")[i]]);
        arrays.put("query/time", StoredArray.of(time, queries()));
        arrays.put("query/logit", golden.array("batch0/neg_logit"));
        return arrays;
    }

    private int queries() {
        return golden.shape("batch0/event")[0];
    }

    private StoredArray sources(String events) {
        long[] event = golden.longs(events);
        long[] source = new long[event.length];
        Arrays.setAll(source, i -> golden.longs("src")[(int) event[i]]);
        return StoredArray.of(source, source.length);
    }

    /** The messages that the warm batches left, as the reference model would hold them. */
    private void putPending(Map<String, StoredArray> arrays) {
        Tgn python = model();
        Map<String, float[]> parameters = new LinkedHashMap<>();
        python.parameters().keySet().forEach(name -> parameters.put(name, golden.floats("param/" + name)));
        python.loadParameters(parameters);
        int size = index.get("batch").asInt();
        for (int b = 0; b < index.get("warm_batches").asInt(); b++) {
            python.observe(new EventBatch(stream, b * size, (b + 1) * size));
        }
        Map<String, Object> state = python.state().arrays();
        float[] rows = (float[]) state.get("mailbox/rows");
        long[] time = (long[]) state.get("mailbox/time");
        int[] count = (int[]) state.get("mailbox/count");
        int pending = (int) Arrays.stream(count).filter(c -> c > 0).count();
        int width = rows.length / count.length;
        long[] node = new long[pending];
        float[] message = new float[pending * width];
        double[] seconds = new double[pending];
        int at = 0;
        for (int v = 0; v < count.length; v++) {
            if (count[v] > 0) {
                node[at] = v + 1L;
                System.arraycopy(rows, v * width, message, at * width, width);
                seconds[at++] = time[v] * TICK;
            }
        }
        arrays.put("pending/node", StoredArray.of(node, pending));
        arrays.put("pending/message", StoredArray.of(message, pending, width));
        arrays.put("pending/time", StoredArray.of(seconds, pending));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.npz", "model.safetensors"})
    void reproducesTheStoredScores(String name) {
        Path file = folder.resolve(name);
        if (name.endsWith("npz")) {
            Npz.write(file, stored());
        } else {
            Safetensors.write(file, stored(), Map.of());
        }
        Tgn model = model();
        PythonModel python = PythonModel.read(file, TICK);
        python.applyTo(model);
        PythonModel.Answers answers = python.answers();
        float[] found = model.logits(answers.links());
        assertThat(found).hasSize(queries());
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).as("query " + i).isCloseTo(answers.logits()[i], within(1e-5));
        }
    }

    @Test
    void parametersAloneAreEnough() {
        Map<String, StoredArray> arrays = stored();
        arrays.keySet().removeIf(name -> !name.startsWith("param/"));
        Path file = folder.resolve("weights.npz");
        Npz.write(file, arrays);
        PythonModel python = PythonModel.read(file, TICK);
        Tgn model = model();
        python.applyTo(model);
        assertThat(python.hasState()).isFalse();
        assertThat(python.answers().logits()).isEmpty();
        assertThat(model.parameters().get("head.fc2.bias")).isEqualTo(golden.floats("param/head.fc2.bias"));
    }

    @Test
    void whatDoesNotFitIsRefusedAndChangesNothing() {
        refused("param/head.fc2.bias", StoredArray.of(new float[2], 2), "head.fc2.bias");
        refused("memory", StoredArray.of(new float[30], 3, 10), "memory");
        int pending = stored().get("pending/node").size();
        long[] beyond = new long[pending];
        Arrays.fill(beyond, 99);
        refused("pending/node", StoredArray.of(beyond, pending), "a node from 1 to");
        long[] twice = new long[pending];
        Arrays.fill(twice, 1);
        refused("pending/node", StoredArray.of(twice, pending), "one message");
        double[] odd = new double[pending];
        Arrays.fill(odd, 0.5);
        refused("pending/time", StoredArray.of(odd, pending), "whole number of ticks");
    }

    private void refused(String name, StoredArray replacement, String message) {
        Map<String, StoredArray> arrays = stored();
        arrays.put(name, replacement);
        Path file = folder.resolve("bad.npz");
        Npz.write(file, arrays);
        Tgn model = model();
        float[] before = model.logits(PythonModel.read(file, TICK).answers().links());
        assertThatThrownBy(() -> PythonModel.read(file, TICK).applyTo(model))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(message);
        assertThat(model.logits(PythonModel.read(file, TICK).answers().links())).isEqualTo(before);
    }
}
