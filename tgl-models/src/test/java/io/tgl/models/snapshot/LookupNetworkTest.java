package io.tgl.models.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.nn.GatLayer;
import io.tgl.core.nn.Gatv2Layer;
import io.tgl.core.nn.HeadJoin;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.Edges;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shared between the graphs gives what the plain layer gives on each of them. */
class LookupNetworkTest {
    private static final int K = 3;
    private static final int WIDTH = 8;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void logitsAreThoseOfThePlainLayer(boolean version2) {
        LookupNetwork network = new LookupNetwork(K, WIDTH, version2, 5, KernelProvider.kernels());
        Parameters p = network.parameters();
        if (!version2) {
            p.get("layer.bias").data()[2] = 0.7f;
        }
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.single()), false);
        int[][] graphs = {{2, 0, 1}, {1, 0, 2}};
        Tensor found = network.logits(tape, graphs, Dropout.NONE);
        for (int g = 0; g < graphs.length; g++) {
            Tensor y = plain(tape, p, graphs[g], version2);
            for (int t = 0; t < K; t++) {
                for (int c = 0; c < K; c++) {
                    float expected = 0;
                    for (int j = 0; j < WIDTH; j++) {
                        expected += p.get("out.weight").data()[c * WIDTH + j] * y.data()[t * WIDTH + j];
                    }
                    assertThat(found.data()[(g * K + t) * K + c]).isCloseTo(expected, within(1e-4f));
                }
            }
        }
    }

    /** Targets are nodes 0 .. K - 1, sources follow. */
    private static Tensor plain(Tape tape, Parameters p, int[] permutation, boolean version2) {
        float[] x = new float[2 * K * WIDTH];
        int[] source = new int[K * K];
        int[] target = new int[K * K];
        for (int n = 0; n < 2 * K; n++) {
            int key = n % K;
            int value = n < K ? K : permutation[key];
            for (int j = 0; j < WIDTH; j++) {
                float sum = p.get("keys.weight").data()[key * WIDTH + j]
                        + p.get("values.weight").data()[value * WIDTH + j];
                x[n * WIDTH + j] = Math.max(sum, 0f);
            }
        }
        for (int e = 0; e < K * K; e++) {
            source[e] = K + e % K;
            target[e] = e / K;
        }
        Tensor nodes = Tensor.constant(x, 2 * K, WIDTH);
        Edges edges = Edges.of(2 * K, source, target);
        Tensor weight = p.get("layer.lin.weight");
        Tensor attention = p.get("layer.att_src");
        if (version2) {
            Gatv2Layer.Projection shared = new Gatv2Layer.Projection(weight, null);
            return new Gatv2Layer(1, HeadJoin.CONCATENATE, shared, shared, attention, null, false, null)
                    .apply(tape, nodes, edges, null, Dropout.NONE);
        }
        return new GatLayer(
                        1,
                        HeadJoin.CONCATENATE,
                        weight,
                        attention,
                        p.get("layer.att_dst"),
                        null,
                        null,
                        p.get("layer.bias"))
                .apply(tape, nodes, edges, null, Dropout.NONE);
    }

    /** Dropout that drops nothing: the path with the map to classes behind it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void logitsWithDropoutAreThoseOfTheSameLayer(boolean version2) {
        LookupNetwork network = new LookupNetwork(K, WIDTH, version2, 5, KernelProvider.kernels());
        Compute compute = new Compute(KernelProvider.kernels(), Workers.single());
        int[][] graphs = {{2, 0, 1}, {1, 0, 2}};
        Tensor expected = network.logits(new Tape(compute, false), graphs, Dropout.NONE);
        Tensor kept = network.logits(new Tape(compute, true), graphs, new Dropout(1e-9f, 1, 1, 1));
        for (int i = 0; i < expected.size(); i++) {
            assertThat(kept.data()[i]).isCloseTo(expected.data()[i], within(1e-5f));
        }
        Tensor dropped = network.logits(new Tape(compute, true), graphs, new Dropout(0.5f, 1, 1, 1));
        assertThat(dropped.data()).isNotEqualTo(expected.data());
    }

    /** The weights that the class describes, in a one-hot code of key and value. */
    @Test
    void oneHeadOfStaticAttentionCanBeRightByItsSmallestShare() {
        int k = 10;
        int width = k * k + k;
        float step = 2;
        LookupNetwork network = new LookupNetwork(k, width, false, 0, KernelProvider.kernels());
        Parameters p = network.parameters();
        p.tensors().forEach(t -> Arrays.fill(t.data(), 0f));
        for (int j = 0; j < k; j++) {
            for (int v = 0; v < k; v++) {
                p.get("keys.weight").data()[j * width + j * k + v] = 1;
                for (int other = 0; other <= k; other++) {
                    p.get("values.weight").data()[other * width + j * k + v] = other == v ? 0 : -1;
                }
                p.get("layer.att_src").data()[j * k + v] = step * j;
                p.get("out.weight").data()[v * width + j * k + v] = (float) -StrictMath.exp(-0.6 * step * j);
            }
            p.get("keys.weight").data()[j * width + k * k + j] = 1;
            for (int v = 0; v < k; v++) {
                p.get("values.weight").data()[v * width + k * k + j] = -1;
            }
            p.get("layer.att_src").data()[k * k + j] = -1000;
            p.get("layer.att_dst").data()[k * k + j] = -step * j;
        }
        for (int i = 0; i < width; i++) {
            p.get("layer.lin.weight").data()[i * width + i] = 1;
        }
        int[] graph = {3, 9, 0, 5, 7, 1, 8, 2, 6, 4};
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.single()), false);
        Tensor logits = network.logits(tape, new int[][] {graph}, Dropout.NONE);
        for (int target = 0; target < k; target++) {
            float[] row = Arrays.copyOfRange(logits.data(), target * k, (target + 1) * k);
            int best = IntStream.range(0, k).reduce(0, (a, b) -> row[b] > row[a] ? b : a);
            assertThat(best).as("target " + target).isEqualTo(graph[target]);
        }
    }
}
