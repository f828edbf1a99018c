package io.tgl.models.snapshot;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.Gatv2Layer;
import io.tgl.core.nn.HeadJoin;
import io.tgl.core.nn.Initializers;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.DropoutOp;
import io.tgl.core.tensor.op.EluOp;
import io.tgl.core.tensor.op.SparseLinearOp;

/**
 * {@link Gat} with the attention of Brody, Alon and Yahav (How Attentive are Graph Attention Networks?, ICLR 2022): two
 * {@link Gatv2Layer}s with a weight for sources and one for targets, heads side by side and ELU behind the first, dropouts
 * and penalty as in GAT, Glorot's initialisation, biases from zero.
 */
public final class Gatv2 implements NodeClassifier {
    private final GatConfig config;
    private final NodeGraph graph;
    private final long seed;
    private final Parameters parameters = new Parameters();
    private final Gatv2Layer first;
    private final Gatv2Layer second;

    /** A fresh model of a graph. */
    public Gatv2(GatConfig config, NodeGraph graph, long seed, Kernels kernels) {
        this.config = config;
        this.graph = graph;
        this.seed = seed;
        Initializers init = new Initializers(seed, kernels);
        this.first = layer(init, "layers.0", graph.features().columns(), config.heads(), config.width(), false);
        this.second = layer(init, "layers.1", config.heads() * config.width(), 1, graph.classes(), true);
    }

    private Gatv2Layer layer(Initializers init, String name, int in, int heads, int width, boolean biases) {
        int out = heads * width;
        String attention = name + ".att";
        return new Gatv2Layer(
                heads,
                HeadJoin.CONCATENATE,
                projection(init, name + ".lin_l", in, out, biases),
                projection(init, name + ".lin_r", in, out, biases),
                parameters.add(attention, init.glorot(attention, out, heads, width), 1, out),
                null,
                true,
                parameters.add(name + ".bias", new float[out], 1, out));
    }

    private Gatv2Layer.Projection projection(Initializers init, String name, int in, int out, boolean bias) {
        String weight = name + ".weight";
        return new Gatv2Layer.Projection(
                parameters.add(weight, init.glorot(weight, out * in, in, out), out, in),
                bias ? parameters.add(name + ".bias", new float[out], 1, out) : null);
    }

    @Override
    public String name() {
        return "GATv2";
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Tensor logits(Tape tape, int epoch) {
        Dropouts dropouts = new Dropouts(config.dropout(), seed, epoch, 0);
        Dropout input = dropouts.of("layers.0/input");
        Tensor left =
                SparseLinearOp.apply(tape, graph.features(), first.source().weight(), input);
        Tensor right =
                SparseLinearOp.apply(tape, graph.features(), first.target().weight(), input);
        Tensor hidden = EluOp.apply(tape, attend(tape, first, left, right, dropouts, "layers.0"));
        Tensor dropped = DropoutOp.apply(tape, hidden, dropouts.of("layers.1/input"));
        return attend(
                tape,
                second,
                second.source().apply(tape, dropped),
                second.target().apply(tape, dropped),
                dropouts,
                "layers.1");
    }

    private Tensor attend(Tape tape, Gatv2Layer layer, Tensor left, Tensor right, Dropouts dropouts, String name) {
        return layer.attend(
                tape,
                left,
                right,
                graph.edges(),
                null,
                dropouts.of(name + "/attention"),
                dropouts.of(name + "/values"));
    }

    @Override
    public double learningRate() {
        return config.learningRate();
    }

    @Override
    public double penalty(String parameter) {
        return config.penalty();
    }
}
