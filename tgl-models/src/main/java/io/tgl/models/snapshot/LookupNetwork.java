package io.tgl.models.snapshot;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.nn.GatLayer;
import io.tgl.core.nn.Gatv2Layer;
import io.tgl.core.nn.HeadJoin;
import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.Linear;
import io.tgl.core.random.RandomStreams;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.DropoutOp;
import io.tgl.core.tensor.op.EdgeAttentionOp;
import io.tgl.core.tensor.op.Edges;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.ReluOp;
import io.tgl.core.tensor.op.SumOp;
import io.tgl.core.tensor.op.SumOp.Term;

/**
 * One attention layer with one head on dictionaries (Brody, Alon and Yahav, ICLR 2022, section 4.1): h = relu(key + value
 * embedding), the layer, a linear map to k classes at the targets. GATv2 without biases, shared weights and self-loops as
 * published for it, GAT with a bias and a self-loop at each target.
 *
 * <p>All graphs share their k k + k distinct nodes (key and value at a source, key at a target), so rows, scores and the
 * classes' parts are computed once for each distinct node or pair, then gathered: the same algebra as the layer on all the
 * graphs, since the last map is linear and attention weights sum to 1.
 *
 * <p>GAT ranks the sources alike for all targets, so at most one of them is found by the largest share of attention. Yet
 * one head can be right at all of them: with source scores s_j = j, target scores -i and values -exp(-0.6 j) the slopes 1 and
 * 0.2 of the leaky relu make share times value proportional to -exp(-0.6 i + 0.4 |j - i|), nearest to zero at j = i.
 */
public final class LookupNetwork {
    private final int k;
    private final int width;
    private final Parameters parameters = new Parameters();
    private final Tensor keys;
    private final Tensor values;
    private final boolean selfLoops;
    private final GatLayer gat;
    private final Gatv2Layer gatv2;
    private final Tensor out;

    /**
     * A fresh model.
     *
     * @param k keys of a dictionary
     * @param width d of embeddings and layer
     * @param version2 GATv2, else GAT
     */
    public LookupNetwork(int k, int width, boolean version2, long seed, Kernels kernels) {
        this.k = k;
        this.width = width;
        this.selfLoops = !version2;
        Initializers init = new Initializers(seed, kernels);
        this.keys = embedding("keys.weight", seed);
        this.values = embedding("values.weight", seed);
        Tensor weight = parameters.add(
                "layer.lin.weight", init.glorot("layer.lin.weight", width * width, width, width), width, width);
        Tensor source = attention(init, "layer.att_src");
        Tensor target = version2 ? source : attention(init, "layer.att_dst");
        Tensor bias = version2
                ? Tensor.constant(new float[width], 1, width)
                : parameters.add("layer.bias", new float[width], 1, width);
        Gatv2Layer.Projection shared = new Gatv2Layer.Projection(weight, null);
        this.gat = new GatLayer(1, HeadJoin.CONCATENATE, weight, source, target, null, null, bias);
        this.gatv2 = new Gatv2Layer(1, HeadJoin.CONCATENATE, shared, shared, source, null, false, null);
        this.out = Linear.weightOnly(parameters, init, "out", width, k);
    }

    private Tensor embedding(String name, long seed) {
        float[] normal = new float[(k + 1) * width];
        RandomStreams.normals(RandomStreams.key(seed, "init/" + name), 0, normal, 0, normal.length);
        return parameters.add(name, normal, k + 1, width);
    }

    private Tensor attention(Initializers init, String name) {
        return parameters.add(name, init.glorot(name, width, width, 1), 1, width);
    }

    /** "GAT" or "GATv2". */
    public String name() {
        return selfLoops ? "GAT" : "GATv2";
    }

    /** Its parameters. */
    public Parameters parameters() {
        return parameters;
    }

    /**
     * Logits of every target of every graph, [graphs k, k].
     *
     * @param graphs the permutation of each
     * @param dropout of the layer's output
     */
    public Tensor logits(Tape tape, int[][] graphs, Dropout dropout) {
        Tensor hidden = distinctNodes(tape);
        Tensor projected = LinearOp.apply(tape, hidden.rows(), gat.weight(), null, Activation.NONE, Part.of(hidden, 0));
        int[][] pairs = pairs();
        Tensor distinct = selfLoops
                ? gat.scores(tape, projected, pairs[0], pairs[1], null)
                : gatv2.scores(tape, projected, projected, pairs[0], pairs[1], null);
        Tensor biased = selfLoops && gat.bias() != null
                ? SumOp.apply(
                        tape,
                        projected.rows(),
                        width,
                        Term.of(projected, 0),
                        Term.everywhere(gat.bias(), 0, projected.rows()))
                : projected;
        boolean late = dropout.probability() > 0 && tape.training();
        Tensor parts = late ? biased : classes(tape, biased);
        int sources = selfLoops ? k + 1 : k;
        int entries = graphs.length * k * sources;
        int[] row = new int[entries];
        int[] target = new int[entries];
        int[] pair = new int[entries];
        int[] offset = new int[graphs.length * k + 1];
        int at = 0;
        for (int g = 0; g < graphs.length; g++) {
            for (int t = 0; t < k; t++) {
                for (int i = 0; i < sources; i++) {
                    row[at] = i < k ? i * k + graphs[g][i] : k * k + t;
                    pair[at] = i < k ? row[at] * k + t : k * k * k + t;
                    target[at++] = g * k + t;
                }
                offset[g * k + t + 1] = at;
            }
        }
        Tensor scores = SumOp.apply(tape, entries, 1, new Term(distinct, 0, pair));
        Tensor mixed =
                EdgeAttentionOp.ofSources(tape, new Edges(offset, row, target, target), scores, parts, Dropout.NONE);
        return late ? classes(tape, DropoutOp.apply(tape, mixed, dropout)) : mixed;
    }

    private Tensor classes(Tape tape, Tensor x) {
        return LinearOp.apply(tape, x.rows(), out, null, Activation.NONE, Part.of(x, 0));
    }

    /** Sources by key and value, then targets by key, whose value is the empty one. */
    private Tensor distinctNodes(Tape tape) {
        int[] key = new int[k * k + k];
        int[] value = new int[k * k + k];
        for (int i = 0; i < key.length; i++) {
            key[i] = i < k * k ? i / k : i - k * k;
            value[i] = i < k * k ? i % k : k;
        }
        return ReluOp.apply(
                tape, SumOp.apply(tape, key.length, width, new Term(keys, 0, key), new Term(values, 0, value)));
    }

    /** Each source with each target, then each target with itself: rows of both. */
    private int[][] pairs() {
        int all = k * k * k;
        int[] source = new int[all + k];
        int[] target = new int[all + k];
        for (int p = 0; p < all + k; p++) {
            source[p] = p < all ? p / k : k * k + p - all;
            target[p] = k * k + p % k;
        }
        return new int[][] {source, target};
    }
}
