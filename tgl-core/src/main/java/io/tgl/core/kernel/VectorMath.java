package io.tgl.core.kernel;

import static io.tgl.core.kernel.ScalarMath.E2;
import static io.tgl.core.kernel.ScalarMath.E3;
import static io.tgl.core.kernel.ScalarMath.E4;
import static io.tgl.core.kernel.ScalarMath.E5;
import static io.tgl.core.kernel.ScalarMath.E6;
import static io.tgl.core.kernel.ScalarMath.ERF_HIGH;
import static io.tgl.core.kernel.ScalarMath.ERF_SPLIT;
import static io.tgl.core.kernel.ScalarMath.EXP_HIGH;
import static io.tgl.core.kernel.ScalarMath.EXP_LOW;
import static io.tgl.core.kernel.ScalarMath.L10;
import static io.tgl.core.kernel.ScalarMath.L3;
import static io.tgl.core.kernel.ScalarMath.L4;
import static io.tgl.core.kernel.ScalarMath.L5;
import static io.tgl.core.kernel.ScalarMath.L6;
import static io.tgl.core.kernel.ScalarMath.L7;
import static io.tgl.core.kernel.ScalarMath.L8;
import static io.tgl.core.kernel.ScalarMath.L9;
import static io.tgl.core.kernel.ScalarMath.LN2_HIGH;
import static io.tgl.core.kernel.ScalarMath.LN2_LOW;
import static io.tgl.core.kernel.ScalarMath.LOG2_E;
import static io.tgl.core.kernel.ScalarMath.MANTISSA;
import static io.tgl.core.kernel.ScalarMath.ONE_BITS;
import static io.tgl.core.kernel.ScalarMath.P0;
import static io.tgl.core.kernel.ScalarMath.P1;
import static io.tgl.core.kernel.ScalarMath.P2;
import static io.tgl.core.kernel.ScalarMath.P3;
import static io.tgl.core.kernel.ScalarMath.P4;
import static io.tgl.core.kernel.ScalarMath.P5;
import static io.tgl.core.kernel.ScalarMath.P6;
import static io.tgl.core.kernel.ScalarMath.Q0;
import static io.tgl.core.kernel.ScalarMath.Q1;
import static io.tgl.core.kernel.ScalarMath.Q2;
import static io.tgl.core.kernel.ScalarMath.Q3;
import static io.tgl.core.kernel.ScalarMath.Q4;
import static io.tgl.core.kernel.ScalarMath.Q5;
import static io.tgl.core.kernel.ScalarMath.Q6;
import static io.tgl.core.kernel.ScalarMath.ROUND;
import static io.tgl.core.kernel.ScalarMath.SQRT_HALF_BITS;
import static io.tgl.core.kernel.ScalarMath.TANH_HIGH;
import static io.tgl.core.kernel.VectorShapes.FLOAT;
import static io.tgl.core.kernel.VectorShapes.INT;
import static io.tgl.core.kernel.VectorShapes.broadcast;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * The elementary functions of {@link ScalarMath} on vectors: the same steps in the same order, so the same bits. The
 * private functions on one vector are short enough to be inlined; a vector that crosses a real call would be boxed.
 */
final class VectorMath {
    private static final int LENGTH = FLOAT.length();
    /** Floats between the passes of erf; a multiple of every vector length. */
    private static final int ERF_PIECE = 1024;

    private VectorMath() {}

    static void exp(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i <= length - LENGTH; i += LENGTH) {
            exp(FloatVector.fromArray(FLOAT, x, xOffset + i)).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> rest = FLOAT.indexInRange(i, length);
            exp(FloatVector.fromArray(FLOAT, x, xOffset + i, rest)).intoArray(y, yOffset + i, rest);
        }
    }

    static void log(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i <= length - LENGTH; i += LENGTH) {
            log(FloatVector.fromArray(FLOAT, x, xOffset + i)).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> rest = FLOAT.indexInRange(i, length);
            log(FloatVector.fromArray(FLOAT, x, xOffset + i, rest)).intoArray(y, yOffset + i, rest);
        }
    }

    static void tanh(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i <= length - LENGTH; i += LENGTH) {
            tanh(FloatVector.fromArray(FLOAT, x, xOffset + i)).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> rest = FLOAT.indexInRange(i, length);
            tanh(FloatVector.fromArray(FLOAT, x, xOffset + i, rest)).intoArray(y, yOffset + i, rest);
        }
    }

    static void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i <= length - LENGTH; i += LENGTH) {
            sigmoid(FloatVector.fromArray(FLOAT, x, xOffset + i)).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> rest = FLOAT.indexInRange(i, length);
            sigmoid(FloatVector.fromArray(FLOAT, x, xOffset + i, rest)).intoArray(y, yOffset + i, rest);
        }
    }

    /**
     * In two passes over a piece at a time: both branches of erf in one loop are more than the compiler inlines, and the
     * vectors are boxed (measured: eight times slower).
     */
    static void erf(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int whole = length - length % LENGTH;
        float[] large = Scratch.ofThread().panel;
        for (int i = 0; i < whole; i += ERF_PIECE) {
            int count = Math.min(ERF_PIECE, whole - i);
            erfAboveSplit(x, xOffset + i, large, count);
            erfBelowSplit(x, xOffset + i, large, y, yOffset + i, count);
        }
        for (int i = whole; i < length; i++) {
            y[yOffset + i] = ScalarMath.erf(x[xOffset + i]);
        }
    }

    private static void erfAboveSplit(float[] x, int xOffset, float[] large, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(FLOAT, x, xOffset + i);
            FloatVector a = v.abs();
            FloatVector q = erfPolynomial(a.blend(ERF_HIGH, a.compare(GT, ERF_HIGH)));
            copySign(broadcast(1f).sub(exp(q)), v).intoArray(large, i);
        }
    }

    private static void erfBelowSplit(float[] x, int xOffset, float[] large, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(FLOAT, x, xOffset + i);
            FloatVector z = v.mul(v);
            FloatVector small = broadcast(P6)
                    .fma(z, broadcast(P5))
                    .fma(z, broadcast(P4))
                    .fma(z, broadcast(P3))
                    .fma(z, broadcast(P2))
                    .fma(z, broadcast(P1))
                    .fma(z, broadcast(P0));
            FloatVector above = FloatVector.fromArray(FLOAT, large, i);
            above.blend(v.fma(small, v), v.abs().compare(LT, ERF_SPLIT)).intoArray(y, yOffset + i);
        }
    }

    private static FloatVector exp(FloatVector x) {
        FloatVector m = x.fma(broadcast(LOG2_E), broadcast(ROUND));
        FloatVector k = m.sub(broadcast(ROUND));
        FloatVector r = k.fma(broadcast(-LN2_LOW), k.fma(broadcast(-LN2_HIGH), x));
        FloatVector p = expPolynomial(r).fma(r, broadcast(1f)).fma(r, broadcast(1f));
        IntVector scaled = p.reinterpretAsInts().add(m.reinterpretAsInts().lanewise(LSHL, 23));
        return scaled.reinterpretAsFloats()
                .blend(0f, x.compare(LT, EXP_LOW))
                .blend(Float.POSITIVE_INFINITY, x.compare(GT, EXP_HIGH))
                .blend(x, x.compare(NE, x));
    }

    private static FloatVector expPolynomial(FloatVector r) {
        return broadcast(E6)
                .fma(r, broadcast(E5))
                .fma(r, broadcast(E4))
                .fma(r, broadcast(E3))
                .fma(r, broadcast(E2));
    }

    private static FloatVector log(FloatVector x) {
        VectorMask<Float> subnormal = x.compare(LT, Float.MIN_NORMAL);
        FloatVector normal = x.blend(x.mul(broadcast(0x1p23f)), subnormal);
        IntVector bits = normal.reinterpretAsInts().sub(broadcast(SQRT_HALF_BITS));
        IntVector exponent = bits.lanewise(ASHR, 23);
        FloatVector k = (FloatVector)
                exponent.blend(exponent.sub(broadcast(23)), subnormal.cast(INT)).convert(I2F, 0);
        FloatVector f = bits.and(broadcast(MANTISSA))
                .add(broadcast(SQRT_HALF_BITS))
                .reinterpretAsFloats()
                .sub(broadcast(1f));
        FloatVector low = f.mul(f).mul(f).fma(logPolynomial(f), k.mul(broadcast(LN2_LOW)));
        FloatVector result =
                k.fma(broadcast(LN2_HIGH), f.add(f.mul(broadcast(-0.5f)).fma(f, low)));
        return result.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0f))
                .blend(x, x.compare(EQ, Float.POSITIVE_INFINITY))
                .blend(Float.NaN, x.compare(LT, 0f).or(x.compare(NE, x)));
    }

    private static FloatVector logPolynomial(FloatVector f) {
        return broadcast(L10)
                .fma(f, broadcast(L9))
                .fma(f, broadcast(L8))
                .fma(f, broadcast(L7))
                .fma(f, broadcast(L6))
                .fma(f, broadcast(L5))
                .fma(f, broadcast(L4))
                .fma(f, broadcast(L3));
    }

    private static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        a = a.blend(TANH_HIGH, a.compare(GT, TANH_HIGH));
        FloatVector t = a.add(a);
        FloatVector m = t.fma(broadcast(LOG2_E), broadcast(ROUND));
        FloatVector k = m.sub(broadcast(ROUND));
        FloatVector r = k.fma(broadcast(-LN2_LOW), k.fma(broadcast(-LN2_HIGH), t));
        FloatVector q = r.mul(r).fma(expPolynomial(r), r);
        FloatVector s = m.reinterpretAsInts()
                .lanewise(LSHL, 23)
                .add(broadcast(ONE_BITS))
                .reinterpretAsFloats();
        FloatVector e = s.fma(q, s.sub(broadcast(1f)));
        return copySign(e.div(e.add(broadcast(2f))), x);
    }

    private static FloatVector sigmoid(FloatVector x) {
        return broadcast(1f).div(exp(x.neg()).add(broadcast(1f)));
    }

    private static FloatVector erfPolynomial(FloatVector a) {
        return broadcast(Q6)
                .fma(a, broadcast(Q5))
                .fma(a, broadcast(Q4))
                .fma(a, broadcast(Q3))
                .fma(a, broadcast(Q2))
                .fma(a, broadcast(Q1))
                .fma(a, broadcast(Q0));
    }

    private static FloatVector copySign(FloatVector magnitude, FloatVector sign) {
        return magnitude
                .reinterpretAsInts()
                .or(sign.reinterpretAsInts().and(broadcast(Integer.MIN_VALUE)))
                .reinterpretAsFloats();
    }
}
