package io.tgl.core.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tensor;
import org.junit.jupiter.api.Test;

class GradientClippingTest {
    private final Parameters parameters = new Parameters();
    private final Tensor first = parameters.add("first", new float[2], 1, 2);
    private final Tensor second = parameters.add("second", new float[1], 1, 1);

    private void gradients(float a, float b, float c) {
        first.accumulator()[0] = a;
        first.accumulator()[1] = b;
        second.accumulator()[0] = c;
    }

    @Test
    void longGradientsAreShortenedTogether() {
        gradients(2, -4, 4);
        assertThat(GradientClipping.clip(parameters, 1.5)).isEqualTo(6);
        assertThat(first.gradient()[0]).isCloseTo(0.5f, within(1e-6f));
        assertThat(first.gradient()[1]).isCloseTo(-1, within(1e-6f));
        assertThat(second.gradient()[0]).isCloseTo(1, within(1e-6f));
    }

    @Test
    void shortOnesStay() {
        gradients(2, -4, 4);
        assertThat(GradientClipping.clip(parameters, 7)).isEqualTo(6);
        assertThat(first.gradient()).containsExactly(2, -4);
        assertThat(second.gradient()).containsExactly(4);
    }
}
