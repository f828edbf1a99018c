package io.tgl.core.kernel;

import static io.tgl.core.kernel.FusedMultiplyAdd.fma;

/**
 * The elementary functions of one float: the specification of {@link VectorMath}, which takes the same steps in the same
 * order. Polynomials are minimax fits of our own (Remez, coefficients rounded to float one after another).
 *
 * <p>Largest errors against {@code StrictMath} where the result is a normal number, in units in the last place (held by
 * {@code MathAccuracyTest}): exp 1, log 1, erf 1, tanh 2.5, sigmoid 2.5, cos and sin 2 for |x| up to 2^40; from there to
 * 2^50 cos and sin are within 3e-7.
 */
final class ScalarMath {
    /** exp is +0 below: the result would be subnormal. */
    static final float EXP_LOW = -87.33654f;
    /** exp is infinite above. */
    static final float EXP_HIGH = 88.72284f;

    static final float LOG2_E = 1.442695f;
    /** ln 2 as the sum of two floats. */
    static final float LN2_HIGH = 0.6931472f;

    static final float LN2_LOW = -1.9046542e-9f;
    /** Adding 1.5 * 2^23 rounds to an integer, which then stands in the low bits. */
    static final float ROUND = 0x1.8p23f;

    /** (e^r - 1 - r) / r^2 for |r| at most (ln 2) / 2. */
    static final float E2 = 0.5f;

    static final float E3 = 0x1.5554aep-3f;
    static final float E4 = 0x1.555538p-5f;
    static final float E5 = 0x1.12298ap-7f;
    static final float E6 = 0x1.6cde3ap-10f;

    /** Above, tanh is 1 in float. */
    static final float TANH_HIGH = 10f;

    /** Bits of sqrt(1/2): log reduces to [sqrt(1/2), sqrt(2)). */
    static final int SQRT_HALF_BITS = 0x3F3504F3;

    static final int ONE_BITS = 0x3F800000;
    static final int MANTISSA = 0x007FFFFF;

    /** (log(1 + f) - f + f^2 / 2) / f^3. */
    static final float L3 = 0x1.55554ap-2f;

    static final float L4 = -0x1.000210p-2f;
    static final float L5 = 0x1.99a5c2p-3f;
    static final float L6 = -0x1.547c4ap-3f;
    static final float L7 = 0x1.226b42p-3f;
    static final float L8 = -0x1.0cbc18p-3f;
    static final float L9 = 0x1.07dec2p-3f;
    static final float L10 = -0x1.42ddeep-4f;

    /** sin and cos accept |x| up to this. */
    static final float ANGLE_LIMIT = 0x1p50f;

    static final double TWO_OVER_PI = 0.6366197723675814;
    /** pi / 2 as the sum of two doubles. */
    static final double HALF_PI_HIGH = 1.5707963267948966;

    static final double HALF_PI_LOW = 6.123233995736766e-17;
    static final double ROUND_DOUBLE = 0x1.8p52;

    /** (cos r - 1) / r^2 in powers of r^2 for |r| at most pi / 4. */
    static final float C2 = -0.5f;

    static final float C4 = 0x1.55554ap-5f;
    static final float C6 = -0x1.6c0c24p-10f;
    static final float C8 = 0x1.99e614p-16f;

    /** (sin r - r) / r^3 in powers of r^2 for |r| at most pi / 4. */
    static final float S3 = -0x1.555546p-3f;

    static final float S5 = 0x1.110772p-7f;
    static final float S7 = -0x1.995034p-13f;

    /** Below: erf(x) = x + x P(x^2). Above: erf(x) = 1 - exp(Q(x)). */
    static final float ERF_SPLIT = 0.9f;

    /** Above, erf is 1 in float. */
    static final float ERF_HIGH = 3.93f;

    /** P, in powers of x^2. */
    static final float P0 = 0x1.06eba8p-3f;

    static final float P1 = -0x1.812740p-2f;
    static final float P2 = 0x1.ce2d60p-4f;
    static final float P3 = -0x1.b80062p-6f;
    static final float P4 = 0x1.543f2ap-8f;
    static final float P5 = -0x1.a583bcp-11f;
    static final float P6 = 0x1.4d2864p-14f;

    /** Q = log(1 - erf(x)) on [0.9, 3.93]. */
    static final float Q0 = -0x1.5d12dep-13f;

    static final float Q1 = -0x1.20b752p+0f;
    static final float Q2 = -0x1.4621b8p-1f;
    static final float Q3 = -0x1.aa734ep-4f;
    static final float Q4 = 0x1.6d9d92p-6f;
    static final float Q5 = -0x1.91cf8ap-9f;
    static final float Q6 = 0x1.9fb980p-13f;

    static final float INVERSE_SQRT_TWO_PI = 0.3989423f;

    /** Of t = 1 / (1 + TAIL |x|), the variable of the normal distribution's tail: 1 - Phi(|x|) = exp(-x^2 / 2) t N(t). */
    static final float TAIL = 0.32f;

    /** N, in powers of t; absolute error of Phi 1e-9 before rounding. */
    static final float N0 = 0x1.09e2a4p-3f;

    static final float N1 = 0x1.abf888p-4f;
    static final float N2 = 0x1.c122d4p-3f;
    static final float N3 = -0x1.578c1cp-3f;
    static final float N4 = 0x1.a38c16p-2f;
    static final float N5 = -0x1.ee8f98p-3f;
    static final float N6 = 0x1.78073ep-5f;

    private ScalarMath() {}

    static float exp(float x) {
        if (x < EXP_LOW) {
            return 0f;
        }
        if (x > EXP_HIGH) {
            return Float.POSITIVE_INFINITY;
        }
        if (Float.isNaN(x)) {
            return x;
        }
        float m = fma(x, LOG2_E, ROUND);
        float k = m - ROUND;
        float r = fma(k, -LN2_LOW, fma(k, -LN2_HIGH, x));
        float p = fma(fma(fma(fma(fma(fma(E6, r, E5), r, E4), r, E3), r, E2), r, 1f), r, 1f);
        return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(m) << 23));
    }

    static float log(float x) {
        if (!(x > 0)) {
            return x == 0 ? Float.NEGATIVE_INFINITY : Float.NaN;
        }
        if (x == Float.POSITIVE_INFINITY) {
            return x;
        }
        boolean subnormal = x < Float.MIN_NORMAL;
        int bits = Float.floatToRawIntBits(subnormal ? x * 0x1p23f : x) - SQRT_HALF_BITS;
        float k = (float) ((bits >> 23) - (subnormal ? 23 : 0));
        float f = Float.intBitsToFloat((bits & MANTISSA) + SQRT_HALF_BITS) - 1f;
        float p = fma(fma(fma(fma(fma(fma(fma(L10, f, L9), f, L8), f, L7), f, L6), f, L5), f, L4), f, L3);
        float low = fma(f * f * f, p, k * LN2_LOW);
        return fma(k, LN2_HIGH, f + fma(-0.5f * f, f, low));
    }

    /** With e = exp(2|x|) - 1, computed without cancellation: tanh = e / (e + 2). */
    static float tanh(float x) {
        float a = Math.abs(x);
        a = a > TANH_HIGH ? TANH_HIGH : a;
        float t = a + a;
        float m = fma(t, LOG2_E, ROUND);
        float k = m - ROUND;
        float r = fma(k, -LN2_LOW, fma(k, -LN2_HIGH, t));
        float q = fma(r * r, fma(fma(fma(fma(E6, r, E5), r, E4), r, E3), r, E2), r);
        float s = Float.intBitsToFloat((Float.floatToRawIntBits(m) << 23) + ONE_BITS);
        float e = fma(s, q, s - 1f);
        return copySign(e / (e + 2f), x);
    }

    static float sigmoid(float x) {
        return 1f / (1f + exp(-x));
    }

    static float erf(float x) {
        float a = Math.abs(x);
        if (a < ERF_SPLIT) {
            float z = x * x;
            return fma(x, fma(fma(fma(fma(fma(fma(P6, z, P5), z, P4), z, P3), z, P2), z, P1), z, P0), x);
        }
        a = a > ERF_HIGH ? ERF_HIGH : a;
        float q = fma(fma(fma(fma(fma(fma(Q6, a, Q5), a, Q4), a, Q3), a, Q2), a, Q1), a, Q0);
        return copySign(1f - exp(q), x);
    }

    /**
     * Phi(x) of the standard normal.
     *
     * @param density exp(-x^2 / 2)
     */
    static float normalDistribution(float x, float density) {
        float t = 1f / fma(TAIL, Math.abs(x), 1f);
        float n = fma(fma(fma(fma(fma(fma(N6, t, N5), t, N4), t, N3), t, N2), t, N1), t, N0);
        float tail = density * t * n;
        return x < 0f ? tail : 1f - tail;
    }

    static float cos(float x) {
        return angle(x, 1);
    }

    static float sin(float x) {
        return x == 0 ? x : angle(x, 0);
    }

    /** sin(x + turn * pi / 2): the quadrant is found in double, with pi / 2 in two parts; the polynomials are float. */
    private static float angle(float x, int turn) {
        if (!(Math.abs(x) <= ANGLE_LIMIT)) {
            return Float.NaN;
        }
        double m = fma((double) x, TWO_OVER_PI, ROUND_DOUBLE);
        double k = m - ROUND_DOUBLE;
        int quadrant = (int) Double.doubleToRawLongBits(m) + turn;
        float r = (float) fma(-k, HALF_PI_LOW, fma(-k, HALF_PI_HIGH, (double) x));
        float z = r * r;
        float cosine = fma(fma(fma(fma(C8, z, C6), z, C4), z, C2), z, 1f);
        float sine = fma(fma(fma(S7, z, S5), z, S3), z * r, r);
        float v = (quadrant & 1) != 0 ? cosine : sine;
        return (quadrant & 2) != 0 ? -v : v;
    }

    private static float copySign(float magnitude, float sign) {
        return Float.intBitsToFloat(
                Float.floatToRawIntBits(magnitude) | (Float.floatToRawIntBits(sign) & Integer.MIN_VALUE));
    }
}
