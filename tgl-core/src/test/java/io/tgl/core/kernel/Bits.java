package io.tgl.core.kernel;

import static org.assertj.core.api.Assertions.fail;

import java.util.random.RandomGenerator;

/** Floats for tests, and their comparison by bits; every NaN counts as the same. */
final class Bits {
    private static final float[] SPECIAL = {
        0f,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        1e-40f,
        Float.MIN_NORMAL,
        -Float.MIN_NORMAL,
        1f,
        -1f,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN
    };

    private Bits() {}

    static void assertSame(float[] expected, float[] actual, String what) {
        for (int i = 0; i < expected.length; i++) {
            if (bits(expected[i]) != bits(actual[i])) {
                fail("%s: element %d is %s, expected %s", what, i, actual[i], expected[i]);
            }
        }
    }

    static int bits(float f) {
        return Float.isNaN(f) ? 0x7FC00000 : Float.floatToRawIntBits(f);
    }

    /** Numbers of mixed magnitude, a few of them zero. */
    static float[] ordinary(RandomGenerator random, int length) {
        float[] x = new float[length];
        for (int i = 0; i < length; i++) {
            x[i] = random.nextInt(20) == 0 ? -0f : (float) random.nextGaussian();
        }
        return x;
    }

    /** As {@link #ordinary}, one in ten a special value. */
    static float[] special(RandomGenerator random, int length) {
        float[] x = ordinary(random, length);
        for (int i = 0; i < length; i++) {
            if (random.nextInt(10) == 0) {
                x[i] = SPECIAL[random.nextInt(SPECIAL.length)];
            }
        }
        return x;
    }

    /** Every kind of float: random bits. */
    static float[] any(RandomGenerator random, int length) {
        float[] x = new float[length];
        for (int i = 0; i < length; i++) {
            x[i] = Float.intBitsToFloat(random.nextInt());
        }
        return x;
    }
}
