package io.tgl.core.tensor.op;

/**
 * The derivative of y = max(x, 0), read off y: 1 where y is positive, else 0. Written without a condition, which the
 * compiler would not vectorise and the processor could not predict.
 */
final class ReluSlope {
    /** Lifts any positive float, subnormal ones too, to at least 1 in two steps. */
    private static final float HUGE = 1e38f;

    private ReluSlope() {}

    /** The derivative. */
    static float of(float y) {
        return Math.max(Math.min(Math.min(y * HUGE, 1f) * HUGE, 1f), 0f);
    }

    /** gradient[i] becomes gradient[i] scale where y[i] is positive, else 0, for i from {@code from} to {@code to - 1}. */
    static void multiply(float[] gradient, float[] y, int from, int to, float scale) {
        for (int i = from; i < to; i++) {
            float slope = Math.min(Math.min(y[i] * HUGE, 1f) * HUGE, 1f);
            gradient[i] *= slope * scale;
        }
    }
}
