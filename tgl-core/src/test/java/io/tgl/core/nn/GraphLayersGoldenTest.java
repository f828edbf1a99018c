package io.tgl.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.io.Npz;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.Edges;
import io.tgl.core.testing.GoldenFiles;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Graph layers and all their gradients against the reference library's numbers. */
@Tag("golden")
class GraphLayersGoldenTest {
    private final Npz golden = Npz.read(GoldenFiles.find("pyg/layers.npz"));
    private final Map<String, Tensor> variables = new LinkedHashMap<>();
    private String layer = "";

    @Test
    void everyLayerAndItsGradientsMatch() {
        TreeSet<String> layers = new TreeSet<>();
        golden.names().forEach(name -> layers.add(name.substring(0, name.indexOf('/'))));
        assertThat(layers).hasSizeGreaterThanOrEqualTo(19);
        for (String name : layers) {
            layer = name;
            variables.clear();
            check();
        }
    }

    private void check() {
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.ofThreads(2)), true);
        Tensor x = variable("in/x");
        int[] ends = golden.ints(layer + "/in/edge_index");
        Edges edges = Edges.of(
                x.rows(), Arrays.copyOf(ends, ends.length / 2), Arrays.copyOfRange(ends, ends.length / 2, ends.length));
        Tensor y = apply(tape, x, edges, optional("in/edge_attr"));
        near(y.data(), "out/0", 1e-5);
        float[] seed = golden.floats(layer + "/outgrad/0");
        tape.record(() -> System.arraycopy(seed, 0, y.gradient(), 0, seed.length));
        tape.backward(tape.result(1, 1, true));
        variables.forEach((name, tensor) -> {
            float[] found = tensor.gradient();
            near(
                    name.equals("in/edge_weight") ? likeTheReference(found, ends) : found,
                    "grad/" + name.split("/")[1],
                    1e-4);
        });
        long gradients = golden.names().stream()
                .filter(name -> name.startsWith(layer + "/grad/"))
                .count();
        assertThat(variables).as(layer).hasSize((int) gradients);
    }

    /**
     * Of several self-loops of a node only the last counts, so the others' derivative is 0, which is what we give. The
     * reference's framework hands each of them the last one's (seen in its numbers; it overwrites values in place).
     */
    private float[] likeTheReference(float[] found, int[] ends) {
        int count = ends.length / 2;
        float[] stored = golden.floats(layer + "/grad/edge_weight");
        float[] expected = found.clone();
        for (int i = 0; i < count; i++) {
            for (int later = i + 1; later < count && ends[i] == ends[count + i]; later++) {
                if (ends[later] == ends[i] && ends[count + later] == ends[i]) {
                    assertThat(found[i]).as("dropped self-loop %d", i).isZero();
                    expected[i] = stored[i] == 0f ? 0f : found[later];
                }
            }
        }
        return expected;
    }

    private Tensor apply(Tape tape, Tensor x, Edges edges, @Nullable Tensor features) {
        if (layer.startsWith("gcn")) {
            return new GcnLayer(parameter("lin.weight"), parameter("bias"))
                    .apply(tape, x, edges, optional("in/edge_weight"));
        }
        if (layer.startsWith("gat_")) {
            return gat().apply(tape, x, edges, features, Dropout.NONE);
        }
        return layer.startsWith("gatv2_")
                ? gatv2().apply(tape, x, edges, features, Dropout.NONE)
                : transformer().apply(tape, x, edges, features, Dropout.NONE);
    }

    private int heads() {
        return Character.digit(layer.charAt(layer.indexOf("_h") + 2), 10);
    }

    private HeadJoin join() {
        return layer.contains("_mean") ? HeadJoin.MEAN : HeadJoin.CONCATENATE;
    }

    private GatLayer gat() {
        Tensor edge = optional("param/lin_edge.weight");
        return new GatLayer(
                heads(),
                join(),
                parameter("lin.weight"),
                attention("att_src"),
                attention("att_dst"),
                edge == null ? null : new GatLayer.EdgePart(edge, attention("att_edge")),
                null,
                parameter("bias"));
    }

    private Gatv2Layer gatv2() {
        Gatv2Layer.Projection left = new Gatv2Layer.Projection(parameter("lin_l.weight"), parameter("lin_l.bias"));
        Tensor right = optional("param/lin_r.weight");
        return new Gatv2Layer(
                heads(),
                join(),
                left,
                right == null ? left : new Gatv2Layer.Projection(right, parameter("lin_r.bias")),
                attention("att"),
                optional("param/lin_edge.weight"),
                true,
                parameter("bias"));
    }

    private GraphTransformerLayer transformer() {
        return new GraphTransformerLayer(
                heads(),
                linear("lin_query"),
                linear("lin_key"),
                linear("lin_value"),
                optional("param/lin_edge.weight"),
                golden.has(layer + "/param/lin_skip.weight") ? linear("lin_skip") : null);
    }

    private Linear linear(String name) {
        return new Linear(parameter(name + ".weight"), parameter(name + ".bias"));
    }

    private Tensor parameter(String name) {
        return variable("param/" + name);
    }

    private Tensor attention(String name) {
        float[] values = golden.floats(layer + "/param/" + name);
        return keep("param/" + name, Tensor.variable(values, 1, values.length));
    }

    private @Nullable Tensor optional(String name) {
        return golden.has(layer + "/" + name) ? variable(name) : null;
    }

    /** A vector is one row, but edge weights are one column. */
    private Tensor variable(String name) {
        int[] shape = golden.shape(layer + "/" + name);
        float[] values = golden.floats(layer + "/" + name);
        int columns = shape.length == 1 && name.equals("in/edge_weight") ? 1 : shape[shape.length - 1];
        return keep(name, Tensor.variable(values, values.length / columns, columns));
    }

    private Tensor keep(String name, Tensor tensor) {
        variables.put(name, tensor);
        return tensor;
    }

    /** The gradient of a key's bias is zero by algebra and rounding in both, so the scale is at least 0.1. */
    private void near(float[] found, String name, double relative) {
        float[] expected = golden.floats(layer + "/" + name);
        float largest = 0.1f;
        for (float e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i])
                    .as("%s/%s[%d]", layer, name, i)
                    .isCloseTo(expected[i], within(relative * largest));
        }
    }
}
