package io.tgl.core.nn;

import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.GruCellOp;
import io.tgl.core.tensor.op.RecurrentGatesOp;
import io.tgl.core.tensor.op.RecurrentGatesOp.Cell;
import io.tgl.core.tensor.op.RnnCellOp;

/**
 * A recurrent cell of width W over inputs of width X: GRU (gates r, z, n) or plain RNN with tanh, as PyTorch has them.
 * Absent last columns of an input count as zeros.
 */
public record RecurrentCell(Kind kind, Cell cell) {
    /** Which cell. */
    public enum Kind {
        /** Gated recurrent unit (Cho et al. 2014): three gates, of which r and z need only a sum. */
        GRU(3, 2),
        /** h' = tanh(W_i x + b_i + W_h h + b_h). */
        RNN(1, 1);

        private final int gates;
        private final int joint;

        Kind(int gates, int joint) {
            this.gates = gates;
            this.joint = joint;
        }
    }

    /** Adds "PREFIX.weight_ih", "weight_hh", "bias_ih" and "bias_hh", all U(-1/sqrt(W), 1/sqrt(W)). */
    public static RecurrentCell create(
            Parameters parameters, Initializers init, String prefix, Kind kind, int inputWidth, int width) {
        int rows = kind.gates * width;
        return new RecurrentCell(
                kind,
                new Cell(
                        add(parameters, init, prefix + ".weight_ih", rows, inputWidth, width),
                        add(parameters, init, prefix + ".weight_hh", rows, width, width),
                        add(parameters, init, prefix + ".bias_ih", 1, rows, width),
                        add(parameters, init, prefix + ".bias_hh", 1, rows, width)));
    }

    private static Tensor add(Parameters parameters, Initializers init, String name, int rows, int columns, int width) {
        return parameters.add(name, init.linear(name, rows * columns, width), rows, columns);
    }

    /** The next state [n, W] from inputs x [n, X] and states h [n, W]. */
    public Tensor apply(Tape tape, Tensor x, Tensor h) {
        return apply(tape, x, h, false);
    }

    /** The same for constant inputs whose first W columns are the state itself: fewer products. */
    public Tensor applyToMessage(Tape tape, Tensor message, Tensor state) {
        return apply(tape, message, state, true);
    }

    private Tensor apply(Tape tape, Tensor x, Tensor h, boolean startsWithState) {
        Tensor sums = RecurrentGatesOp.apply(tape, cell, kind.joint, x, h, startsWithState);
        return switch (kind) {
            case GRU -> GruCellOp.apply(tape, sums, h);
            case RNN -> RnnCellOp.apply(tape, sums);
        };
    }
}
