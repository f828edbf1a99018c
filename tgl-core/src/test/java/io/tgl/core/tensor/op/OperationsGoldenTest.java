package io.tgl.core.tensor.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.io.Npz;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.optim.Adam;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.testing.GoldenFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Operations, their gradients and the optimiser against the reference framework's numbers. */
@Tag("golden")
class OperationsGoldenTest {
    private final Npz golden = Npz.read(GoldenFiles.find("primitives/operations.npz"));
    private final Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.ofThreads(2)), true);

    private Tensor variable(String name) {
        int[] shape = golden.shape(name);
        return shape.length == 1
                ? Tensor.variable(golden.floats(name), 1, shape[0])
                : Tensor.variable(golden.floats(name), shape[0], shape[1]);
    }

    private void backward(Tensor result, String outgrad) {
        float[] seed = golden.floats(outgrad);
        Tensor loss = tape.result(1, 1, true);
        tape.record(() -> System.arraycopy(seed, 0, result.gradient(), 0, seed.length));
        tape.backward(loss);
    }

    private void near(float[] found, String name, double relative) {
        float[] expected = golden.floats(name);
        float largest = 1e-2f;
        for (float e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).as(name + "[" + i + "]").isCloseTo(expected[i], within(relative * largest));
        }
    }

    @Test
    void linearMatches() {
        Tensor x = variable("linear/in/x");
        Tensor weight = variable("linear/param/weight");
        Tensor bias = variable("linear/param/bias");
        Tensor y = LinearOp.apply(tape, x.rows(), weight, bias, Activation.NONE, Part.of(x, 0));
        near(y.data(), "linear/out/0", 1e-5);
        backward(y, "linear/outgrad/0");
        near(x.gradient(), "linear/grad/x", 1e-4);
        near(weight.gradient(), "linear/grad/weight", 1e-4);
        near(bias.gradient(), "linear/grad/bias", 1e-4);
    }

    @Test
    void gruCellMatches() {
        Tensor x = variable("gru_cell/in/x");
        Tensor h = variable("gru_cell/in/h");
        Tensor[] p = {
            variable("gru_cell/param/weight_ih"), variable("gru_cell/param/bias_ih"),
            variable("gru_cell/param/weight_hh"), variable("gru_cell/param/bias_hh")
        };
        Tensor input = LinearOp.apply(tape, x.rows(), p[0], p[1], Activation.NONE, Part.of(x, 0));
        Tensor hidden = LinearOp.apply(tape, h.rows(), p[2], p[3], Activation.NONE, Part.of(h, 0));
        Tensor next = GruCellOp.apply(tape, input, hidden, h);
        near(next.data(), "gru_cell/out/0", 1e-5);
        backward(next, "gru_cell/outgrad/0");
        near(x.gradient(), "gru_cell/grad/x", 1e-4);
        near(h.gradient(), "gru_cell/grad/h", 1e-4);
        near(p[0].gradient(), "gru_cell/grad/weight_ih", 1e-4);
        near(p[1].gradient(), "gru_cell/grad/bias_ih", 1e-4);
        near(p[2].gradient(), "gru_cell/grad/weight_hh", 1e-4);
        near(p[3].gradient(), "gru_cell/grad/bias_hh", 1e-4);
    }

    /** Layer normalisation is the residual operation whose residual is zero. */
    @Test
    void layerNormMatches() {
        Tensor x = variable("layer_norm/in/x");
        int split = 5;
        Tensor h = Tensor.variable(new float[x.rows() * split], x.rows(), split);
        Tensor c = Tensor.variable(new float[x.columns() - split], 1, x.columns() - split);
        Tensor gain = variable("layer_norm/param/weight");
        Tensor bias = variable("layer_norm/param/bias");
        int[] row = new int[x.rows()];
        for (int r = 0; r < row.length; r++) {
            row[r] = r;
        }
        Tensor y = ResidualNormOp.apply(tape, x, h, row, c, gain, bias, Dropout.NONE);
        near(y.data(), "layer_norm/out/0", 1e-5);
        backward(y, "layer_norm/outgrad/0");
        near(x.gradient(), "layer_norm/grad/x", 1e-4);
        near(gain.gradient(), "layer_norm/grad/weight", 1e-4);
        near(bias.gradient(), "layer_norm/grad/bias", 1e-4);
        assertThat(h.gradient()[split]).isEqualTo(x.gradient()[x.columns()]);
    }

    @Test
    void plainLayerNormMatches() {
        Tensor x = variable("layer_norm/in/x");
        Tensor gain = variable("layer_norm/param/weight");
        Tensor bias = variable("layer_norm/param/bias");
        Tensor y = LayerNormOp.apply(tape, x, gain, bias);
        near(y.data(), "layer_norm/out/0", 1e-5);
        backward(y, "layer_norm/outgrad/0");
        near(x.gradient(), "layer_norm/grad/x", 1e-4);
        near(gain.gradient(), "layer_norm/grad/weight", 1e-4);
        near(bias.gradient(), "layer_norm/grad/bias", 1e-4);
    }

    @Test
    void geluMatches() {
        Tensor x = variable("act_gelu/in/x");
        Tensor y = GeluOp.apply(tape, x);
        near(y.data(), "act_gelu/out/0", 1e-5);
        backward(y, "act_gelu/outgrad/0");
        near(x.gradient(), "act_gelu/grad/x", 1e-4);
    }

    @Test
    void binaryCrossEntropyMatches() {
        Tensor x = variable("bce_with_logits/in/x");
        Tensor loss = BinaryCrossEntropyOp.apply(tape, x, golden.floats("bce_with_logits/in/target"));
        near(loss.data(), "bce_with_logits/out/0", 1e-5);
        float seed = golden.floats("bce_with_logits/outgrad/0")[0];
        tape.backward(loss);
        float[] scaled = x.gradient().clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= seed;
        }
        near(scaled, "bce_with_logits/grad/x", 1e-4);
    }

    /** The learning rate is read off the first step, which is lr g / (|g| + eps). */
    @Test
    void adamFollowsTheGoldenPath() {
        float[] start = golden.floats("optim_adam/start");
        float[] gradients = golden.floats("optim_adam/gradients");
        float[] path = golden.floats("optim_adam/path");
        double rate = Math.round(Math.abs(path[0] - start[0]) * 1e4) / 1e4;
        Parameters parameters = new Parameters();
        Tensor value = parameters.add("value", start.clone(), 1, start.length);
        Adam adam = new Adam(parameters, rate);
        int steps = golden.shape("optim_adam/path")[0];
        for (int s = 0; s < steps; s++) {
            System.arraycopy(gradients, s * start.length, value.accumulator(), 0, start.length);
            adam.step(Workers.single());
            for (int i = 0; i < start.length; i++) {
                assertThat((double) value.data()[i])
                        .as("step " + s + ", value " + i)
                        .isCloseTo(path[s * start.length + i], within(1e-6));
            }
        }
    }
}
