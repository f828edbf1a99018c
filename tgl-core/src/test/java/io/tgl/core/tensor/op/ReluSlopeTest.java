package io.tgl.core.tensor.op;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The slope without a condition is the one with it, at every size of a float. */
class ReluSlopeTest {
    @Test
    void isOneWhereTheValueIsPositive() {
        float[] y = {0f, Float.MIN_VALUE, 1e-42f, Float.MIN_NORMAL, 1e-20f, 0.5f, 1f, 3e38f, Float.POSITIVE_INFINITY};
        for (float scale : new float[] {1f, 1f / 0.9f}) {
            float[] gradient = new float[y.length];
            for (int i = 0; i < y.length; i++) {
                gradient[i] = -1.7f * (i + 1);
            }
            float[] expected = gradient.clone();
            for (int i = 0; i < y.length; i++) {
                expected[i] = y[i] > 0f ? expected[i] * scale : 0f;
            }
            ReluSlope.multiply(gradient, y, 0, y.length, scale);
            for (int i = 0; i < y.length; i++) {
                // Adding +0 makes a zero positive; nothing else changes.
                assertThat(gradient[i] + 0f).as("at " + y[i]).isEqualTo(expected[i]);
            }
        }
    }
}
