package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.HeadProjectionOp.Channels;
import io.tgl.core.testing.GradientCheck;
import org.junit.jupiter.api.Test;

/** The product of output and value projection, head by head. */
class ComposedProjectionOpTest {
    @Test
    void gradientsAreDerivatives() {
        Tensor output = GradientCheck.variable(1, 5, 6);
        Tensor value = GradientCheck.variable(2, 6, 9);
        Channels channels = new Channels(new int[] {1, 5}, new int[] {2, 4});
        GradientCheck.of(tape -> ComposedProjectionOp.apply(tape, output, value, 2, channels), output, value)
                .vanishing()
                .verify();
    }
}
