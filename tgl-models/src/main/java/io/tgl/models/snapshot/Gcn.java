package io.tgl.models.snapshot;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.GcnLayer;
import io.tgl.core.nn.Initializers;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.DropoutOp;
import io.tgl.core.tensor.op.ReluOp;
import io.tgl.core.tensor.op.SparseLinearOp;

/**
 * Graph convolutional network (Kipf and Welling, Semi-Supervised Classification with Graph Convolutional Networks, ICLR
 * 2017): logits = S d(relu(S d(X) W_0^T)) W_1^T with S = D^-1/2 (A + I) D^-1/2 and dropout d. No biases, Glorot's
 * initialisation, the penalty on W_0 alone, as in the authors' program.
 */
public final class Gcn implements NodeClassifier {
    private static final String FIRST = "layers.0.lin.weight";
    private static final String SECOND = "layers.1.lin.weight";

    private final GcnConfig config;
    private final NodeGraph graph;
    private final long seed;
    private final Parameters parameters = new Parameters();
    private final GcnLayer first;
    private final GcnLayer second;

    /** A fresh model of a graph. */
    public Gcn(GcnConfig config, NodeGraph graph, long seed, Kernels kernels) {
        this.config = config;
        this.graph = graph;
        this.seed = seed;
        Initializers init = new Initializers(seed, kernels);
        this.first = layer(init, FIRST, graph.features().columns(), config.hidden());
        this.second = layer(init, SECOND, config.hidden(), graph.classes());
    }

    private GcnLayer layer(Initializers init, String name, int in, int out) {
        return new GcnLayer(parameters.add(name, init.glorot(name, in * out, in, out), out, in), null);
    }

    @Override
    public String name() {
        return "GCN";
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Tensor logits(Tape tape, int epoch) {
        Dropouts dropouts = new Dropouts(config.dropout(), seed, epoch, 0);
        Tensor projected = SparseLinearOp.apply(tape, graph.features(), first.weight(), dropouts.of("layers.0/input"));
        Tensor hidden = ReluOp.apply(tape, first.propagate(tape, projected, graph.edges(), null));
        Tensor dropped = DropoutOp.apply(tape, hidden, dropouts.of("layers.1/input"));
        return second.apply(tape, dropped, graph.edges(), null);
    }

    @Override
    public double learningRate() {
        return config.learningRate();
    }

    @Override
    public double penalty(String parameter) {
        return parameter.equals(FIRST) ? config.penalty() : 0;
    }
}
