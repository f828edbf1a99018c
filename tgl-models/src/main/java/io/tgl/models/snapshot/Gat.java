package io.tgl.models.snapshot;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.GatLayer;
import io.tgl.core.nn.HeadJoin;
import io.tgl.core.nn.Initializers;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.DropoutOp;
import io.tgl.core.tensor.op.EluOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.SparseLinearOp;

/**
 * Graph attention network (Velickovic et al., Graph Attention Networks, ICLR 2018): two {@link GatLayer}s, heads side by
 * side and ELU behind the first. As in the authors' program: dropout of the input (each head its own), of the attention
 * weights and of the rows that they weigh, both halves of the score with a bias, Glorot's initialisation head by head, the
 * penalty on everything, biases too.
 */
public final class Gat implements NodeClassifier {
    private final GatConfig config;
    private final NodeGraph graph;
    private final long seed;
    private final Parameters parameters = new Parameters();
    private final GatLayer first;
    private final GatLayer second;

    /** A fresh model of a graph. */
    public Gat(GatConfig config, NodeGraph graph, long seed, Kernels kernels) {
        this.config = config;
        this.graph = graph;
        this.seed = seed;
        Initializers init = new Initializers(seed, kernels);
        this.first = layer(init, "layers.0", graph.features().columns(), config.heads(), config.width());
        this.second = layer(init, "layers.1", config.heads() * config.width(), 1, graph.classes());
    }

    private GatLayer layer(Initializers init, String name, int in, int heads, int width) {
        int out = heads * width;
        String weight = name + ".lin.weight";
        String source = name + ".att_src";
        String target = name + ".att_dst";
        return new GatLayer(
                heads,
                HeadJoin.CONCATENATE,
                parameters.add(weight, init.glorot(weight, out * in, in, width), out, in),
                parameters.add(source, init.glorot(source, out, width, 1), 1, out),
                parameters.add(target, init.glorot(target, out, width, 1), 1, out),
                null,
                new GatLayer.ScoreBias(
                        parameters.add(source + "_bias", new float[heads], 1, heads),
                        parameters.add(target + "_bias", new float[heads], 1, heads)),
                parameters.add(name + ".bias", new float[out], 1, out));
    }

    @Override
    public String name() {
        return "GAT";
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Tensor logits(Tape tape, int epoch) {
        Dropouts dropouts = new Dropouts(config.dropout(), seed, epoch, 0);
        Tensor projected = SparseLinearOp.apply(
                tape, graph.features(), first.weight(), dropouts.of("layers.0/input"), config.heads());
        Tensor hidden = EluOp.apply(tape, attend(tape, first, projected, dropouts, "layers.0"));
        Tensor dropped = DropoutOp.apply(tape, hidden, dropouts.of("layers.1/input"));
        Tensor last = LinearOp.apply(tape, dropped.rows(), second.weight(), null, Activation.NONE, Part.of(dropped, 0));
        return attend(tape, second, last, dropouts, "layers.1");
    }

    private Tensor attend(Tape tape, GatLayer layer, Tensor projected, Dropouts dropouts, String name) {
        return layer.attend(
                tape, projected, graph.edges(), null, dropouts.of(name + "/attention"), dropouts.of(name + "/values"));
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
