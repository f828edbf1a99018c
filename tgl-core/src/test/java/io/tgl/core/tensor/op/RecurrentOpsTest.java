package io.tgl.core.tensor.op;

import static io.tgl.core.testing.GradientCheck.uniform;
import static io.tgl.core.testing.GradientCheck.variable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.Npz;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.nn.RecurrentCell;
import io.tgl.core.nn.RecurrentCell.Kind;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.RecurrentGatesOp.Cell;
import io.tgl.core.testing.GoldenFiles;
import io.tgl.core.testing.GradientCheck;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Recurrent cells: gradients, bits, the shortcut for inputs that begin with the state, the reference's numbers. */
class RecurrentOpsTest {
    private static final int WIDTH = 5;
    private static final int INPUT = 13;

    private static RecurrentCell cell(Kind kind, int width, int input) {
        int rows = (kind == Kind.GRU ? 3 : 1) * width;
        return new RecurrentCell(
                kind,
                new Cell(
                        variable(1, rows, input),
                        variable(2, rows, width),
                        variable(3, 1, rows),
                        variable(4, 1, rows)));
    }

    private static Tensor[] parameters(RecurrentCell cell, Tensor... inputs) {
        Cell c = cell.cell();
        Tensor[] all = {c.inputWeight(), c.hiddenWeight(), c.inputBias(), c.hiddenBias()};
        Tensor[] joined = Arrays.copyOf(all, all.length + inputs.length);
        System.arraycopy(inputs, 0, joined, all.length, inputs.length);
        return joined;
    }

    /** Rows that begin with the states. */
    private static Tensor message(Tensor state, int columns) {
        float[] values = uniform(7, state.rows() * columns);
        for (int r = 0; r < state.rows(); r++) {
            System.arraycopy(state.data(), r * state.columns(), values, r * columns, state.columns());
        }
        return Tensor.constant(values, state.rows(), columns);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void gradientsOfAllInputs(Kind kind) {
        RecurrentCell cell = cell(kind, WIDTH, INPUT);
        Tensor x = variable(5, 6, INPUT);
        Tensor h = variable(6, 6, WIDTH);
        GradientCheck.of(tape -> cell.apply(tape, x, h), parameters(cell, x, h)).verify();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void gradientsWhereTheInputBeginsWithTheState(Kind kind) {
        RecurrentCell cell = cell(kind, WIDTH, INPUT);
        Tensor h = Tensor.constant(uniform(6, 6 * WIDTH), 6, WIDTH);
        Tensor x = message(h, INPUT);
        GradientCheck.of(tape -> cell.applyToMessage(tape, x, h), parameters(cell))
                .verify();
    }

    @ParameterizedTest
    @CsvSource({"GRU, 300", "RNN, 300", "GRU, 1100"})
    void sameBitsAtShapesThatAreSplit(Kind kind, int rows) {
        RecurrentCell cell = cell(kind, 37, 101);
        Tensor h = Tensor.constant(uniform(6, rows * 37), rows, 37);
        Tensor x = message(h, 101);
        GradientCheck.of(tape -> cell.applyToMessage(tape, x, h), parameters(cell))
                .sameBits();
    }

    /** The shortcut is algebra: the same function, but for rounding; and absent last columns are zeros. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void theShortcutComputesTheSame(Kind kind) {
        RecurrentCell cell = cell(kind, WIDTH, INPUT + 3);
        Tensor h = Tensor.constant(uniform(6, 9 * WIDTH), 9, WIDTH);
        Tensor x = message(h, INPUT);
        float[] padded = new float[9 * (INPUT + 3)];
        for (int r = 0; r < 9; r++) {
            System.arraycopy(x.data(), r * INPUT, padded, r * (INPUT + 3), INPUT);
        }
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.single()), false);
        float[] plain = cell.apply(tape, Tensor.constant(padded, 9, INPUT + 3), h)
                .data()
                .clone();
        float[] shortcut = cell.applyToMessage(tape, x, h).data();
        for (int i = 0; i < 9 * WIDTH; i++) {
            assertThat(shortcut[i]).as("element " + i).isCloseTo(plain[i], within(2e-6f));
        }
    }

    @Test
    void theShortcutTakesNoGradientsOfInputs() {
        RecurrentCell cell = cell(Kind.RNN, WIDTH, INPUT);
        Tensor h = variable(6, 6, WIDTH);
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.single()), true);
        assertThatThrownBy(() -> cell.applyToMessage(tape, variable(5, 6, INPUT), h))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("gradient");
    }

    @ParameterizedTest
    @CsvSource({"gru_cell, GRU", "rnn_cell, RNN"})
    @Tag("golden")
    void cellsMatchTheReference(String name, Kind kind) {
        Npz golden = Npz.read(GoldenFiles.find("primitives/operations.npz"));
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.ofThreads(2)), true);
        Tensor x = leaf(golden, name + "/in/x");
        Tensor h = leaf(golden, name + "/in/h");
        Cell c = new Cell(
                leaf(golden, name + "/param/weight_ih"),
                leaf(golden, name + "/param/weight_hh"),
                leaf(golden, name + "/param/bias_ih"),
                leaf(golden, name + "/param/bias_hh"));
        Tensor y = new RecurrentCell(kind, c).apply(tape, x, h);
        near(y.data(), golden.floats(name + "/out/0"), 1e-5);
        float[] seed = golden.floats(name + "/outgrad/0");
        Tensor loss = tape.result(1, 1, true);
        tape.record(() -> System.arraycopy(seed, 0, y.gradient(), 0, seed.length));
        tape.backward(loss);
        near(x.gradient(), golden.floats(name + "/grad/x"), 1e-4);
        near(h.gradient(), golden.floats(name + "/grad/h"), 1e-4);
        near(c.inputWeight().gradient(), golden.floats(name + "/grad/weight_ih"), 1e-4);
        near(c.hiddenWeight().gradient(), golden.floats(name + "/grad/weight_hh"), 1e-4);
        near(c.inputBias().gradient(), golden.floats(name + "/grad/bias_ih"), 1e-4);
        near(c.hiddenBias().gradient(), golden.floats(name + "/grad/bias_hh"), 1e-4);
    }

    private static Tensor leaf(Npz golden, String name) {
        int[] shape = golden.shape(name);
        return shape.length == 1
                ? Tensor.variable(golden.floats(name), 1, shape[0])
                : Tensor.variable(golden.floats(name), shape[0], shape[1]);
    }

    private static void near(float[] found, float[] expected, double relative) {
        float largest = 1e-2f;
        for (float e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).as("element " + i).isCloseTo(expected[i], within(relative * largest));
        }
    }

    @Test
    void timeProjection() {
        Tensor h = variable(1, 4, 6);
        Tensor w = variable(2, 6, 1);
        Tensor b = variable(3, 1, 6);
        int[] row = {3, 0, 0, 2, 3};
        float[] d = uniform(4, row.length);
        for (Dropout dropout : new Dropout[] {Dropout.NONE, new Dropout(0.3f, 17, 2, 5)}) {
            GradientCheck.of(tape -> TimeProjectionOp.apply(tape, h, row, d, row.length, w, b, dropout), h, w, b)
                    .verify();
        }
    }

    @Test
    void timeProjectionOnManyRows() {
        Tensor h = variable(1, 90, 33);
        Tensor w = variable(2, 33, 1);
        Tensor b = variable(3, 1, 33);
        int[] row = new int[700];
        for (int q = 0; q < row.length; q++) {
            row[q] = (q * 37) % 90;
        }
        float[] d = uniform(4, row.length);
        GradientCheck.of(
                        tape -> TimeProjectionOp.apply(tape, h, row, d, row.length, w, b, new Dropout(0.3f, 17, 2, 5)),
                        h,
                        w,
                        b)
                .sameBits();
    }
}
