package io.tgl.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.ZstdInputStream;
import io.tgl.core.io.Npz;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.Edges;
import io.tgl.core.tensor.op.EluOp;
import io.tgl.core.testing.GoldenFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two published sets of weights of a graph attention network must classify exactly as published. */
@Tag("golden")
class PublishedGatTest {
    private static final int FEATURES = 1433;

    @ParameterizedTest
    @CsvSource({"authors, 844", "pytorch, 822"})
    void coraIsClassifiedAsPublished(String release, int published) throws IOException {
        Npz golden = Npz.read(GoldenFiles.find("gat_cora/" + release + ".npz"));
        String data = System.getenv("TGL_DATA");
        assumeTrue(data != null, "TGL_DATA is not set: the folder with the public data sets");
        Path folder = Path.of(data).resolve("planetoid");
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.ofThreads(2)), false);
        Tensor x = features(lines(folder.resolve("cora_nodes.csv.zst")));
        Edges edges = edges(lines(folder.resolve("cora_edges.csv.zst")), x.rows());
        Tensor hidden =
                EluOp.apply(tape, layer(golden, 0, HeadJoin.CONCATENATE).apply(tape, x, edges, null, Dropout.NONE));
        Tensor logits = layer(golden, 1, HeadJoin.MEAN).apply(tape, hidden, edges, null, Dropout.NONE);
        float[] expected = golden.floats("out/logit");
        for (int i = 0; i < expected.length; i++) {
            assertThat(logits.data()[i]).as("logit " + i).isCloseTo(expected[i], within(1e-4f));
        }
        assertThat(correct(logits, golden.ints("label"), golden.ints("test"))).isEqualTo(published);
    }

    private static int correct(Tensor logits, int[] label, int[] nodes) {
        int correct = 0;
        int classes = logits.columns();
        for (int node : nodes) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                if (logits.data()[node * classes + c] > logits.data()[node * classes + best]) {
                    best = c;
                }
            }
            correct += best == label[node] ? 1 : 0;
        }
        return correct;
    }

    /** The files hold [heads, in, out] and two biases of the score. */
    private static GatLayer layer(Npz golden, int number, HeadJoin join) {
        String prefix = "param/layer" + number + ".";
        int[] shape = golden.shape(prefix + "weight");
        int heads = shape[0];
        int in = shape[1];
        int out = shape[2];
        float[] stored = golden.floats(prefix + "weight");
        float[] weight = new float[stored.length];
        for (int h = 0; h < heads; h++) {
            for (int i = 0; i < in; i++) {
                for (int o = 0; o < out; o++) {
                    weight[(h * out + o) * in + i] = stored[(h * in + i) * out + o];
                }
            }
        }
        return new GatLayer(
                heads,
                join,
                Tensor.constant(weight, heads * out, in),
                row(golden.floats(prefix + "att_from")),
                row(golden.floats(prefix + "att_to")),
                null,
                new GatLayer.ScoreBias(
                        row(golden.floats(prefix + "att_from_bias")), row(golden.floats(prefix + "att_to_bias"))),
                row(golden.floats(prefix + "bias")));
    }

    private static Tensor row(float[] values) {
        return Tensor.constant(values, 1, values.length);
    }

    private static List<String> lines(Path file) throws IOException {
        try (ZstdInputStream in = new ZstdInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList();
        }
    }

    /** Binary features, each row divided by its sum. */
    private static Tensor features(List<String> nodes) {
        float[] x = new float[nodes.size() * FEATURES];
        for (int n = 0; n < nodes.size(); n++) {
            String line = nodes.get(n);
            String[] set = line.substring(line.lastIndexOf(',') + 1).split(" ", -1);
            for (String feature : set) {
                x[n * FEATURES + Integer.parseInt(feature)] = 1f / set.length;
            }
        }
        return Tensor.constant(x, nodes.size(), FEATURES);
    }

    private static Edges edges(List<String> pairs, int nodes) {
        int[] source = new int[2 * pairs.size()];
        int[] target = new int[2 * pairs.size()];
        for (int i = 0; i < pairs.size(); i++) {
            String pair = pairs.get(i);
            int comma = pair.indexOf(',');
            source[2 * i] = Integer.parseInt(pair.substring(0, comma));
            target[2 * i] = Integer.parseInt(pair.substring(comma + 1));
            source[2 * i + 1] = target[2 * i];
            target[2 * i + 1] = source[2 * i];
        }
        return Edges.of(nodes, source, target);
    }
}
