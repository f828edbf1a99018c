package io.tgl.core.nn;

import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.LstmOp;

/**
 * The parameters of one direction of a long short-term memory, gate order i, f, g, o.
 *
 * @param inputWeight [4 W, in]
 * @param hiddenWeight [4 W, W]
 * @param inputBias [1, 4 W]
 * @param hiddenBias [1, 4 W]
 */
public record Lstm(Tensor inputWeight, Tensor hiddenWeight, Tensor inputBias, Tensor hiddenBias) {
    /** Both directions of one layer: "PREFIX.weight_ih_l0" ... and "PREFIX.weight_ih_l0_reverse" ... */
    public record Bidirectional(Lstm forward, Lstm backward) {
        /** Adds the parameters of both directions, each of the given width. */
        public static Bidirectional create(Parameters parameters, Initializers init, String prefix, int in, int width) {
            return new Bidirectional(
                    Lstm.create(parameters, init, prefix, "_l0", in, width),
                    Lstm.create(parameters, init, prefix, "_l0_reverse", in, width));
        }
    }

    /** Adds "PREFIX.weight_ihSUFFIX" and so on, all U(-1/sqrt(W), 1/sqrt(W)). */
    public static Lstm create(
            Parameters parameters, Initializers init, String prefix, String suffix, int in, int width) {
        String dot = prefix + ".";
        return new Lstm(
                add(parameters, init, dot + "weight_ih" + suffix, 4 * width, in, width),
                add(parameters, init, dot + "weight_hh" + suffix, 4 * width, width, width),
                add(parameters, init, dot + "bias_ih" + suffix, 1, 4 * width, width),
                add(parameters, init, dot + "bias_hh" + suffix, 1, 4 * width, width));
    }

    private static Tensor add(Parameters p, Initializers init, String name, int rows, int columns, int width) {
        return p.add(name, init.linear(name, rows * columns, width), rows, columns);
    }

    /** h of every step of the forest from the projected inputs: {@link LstmOp}. */
    public Tensor apply(Tape tape, LstmOp.Forest forest, LstmOp.Term... terms) {
        return LstmOp.apply(tape, forest, hiddenWeight, hiddenBias, terms);
    }
}
