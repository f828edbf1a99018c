package io.tgl.core.nn;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.Edges;
import io.tgl.core.tensor.op.GraphConvolutionOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.SumOp;
import org.jspecify.annotations.Nullable;

/**
 * Graph convolution (Kipf and Welling, ICLR 2017): y = D^-1/2 (A + I) D^-1/2 x W^T + b, in-degrees on both sides, one
 * self-loop a node (its own last one if it has any). Shapes: x [N, in]; y [N, out].
 *
 * @param weight [out, in]
 * @param bias [1, out], or null
 */
public record GcnLayer(Tensor weight, @Nullable Tensor bias) {
    /**
     * Applies the layer.
     *
     * @param edges of the graph as they are
     * @param edgeWeight [edges, 1], or null for weights of 1
     */
    public Tensor apply(Tape tape, Tensor x, Edges edges, @Nullable Tensor edgeWeight) {
        return propagate(
                tape, LinearOp.apply(tape, x.rows(), weight, null, Activation.NONE, Part.of(x, 0)), edges, edgeWeight);
    }

    /**
     * The layer behind its linear map, however that was computed.
     *
     * @param projected x W^T, [N, out]
     */
    public Tensor propagate(Tape tape, Tensor projected, Edges edges, @Nullable Tensor edgeWeight) {
        Tensor y = GraphConvolutionOp.apply(tape, projected, edges.withOneSelfLoop(), edgeWeight);
        return bias == null
                ? y
                : SumOp.apply(
                        tape, y.rows(), y.columns(), SumOp.Term.of(y, 0), SumOp.Term.everywhere(bias, 0, y.rows()));
    }
}
