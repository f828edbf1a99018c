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
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
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
 * The elementary functions of {@link ScalarMath} on vectors: the same steps in the same order, so the same bits.
 *
 * <p>Every function is one loop in one method, without helpers of our own on vectors, and the elements that are left over
 * go through the same loop: the compiler inlines the Vector API always, but other methods only until the compiled method
 * is large, and a vector that crosses a call that was not inlined is boxed, which makes the loop ten times slower.
 */
final class VectorMath {
    private static final int LENGTH = FLOAT.length();

    private VectorMath() {}

    /** A function on whole vectors. */
    private interface Loop {
        void run(float[] x, int xOffset, float[] y, int yOffset, int length);
    }

    static void exp(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int whole = length - length % LENGTH;
        expWhole(x, xOffset, y, yOffset, whole);
        rest(VectorMath::expWhole, x, xOffset + whole, y, yOffset + whole, length - whole);
    }

    static void log(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int whole = length - length % LENGTH;
        logWhole(x, xOffset, y, yOffset, whole);
        rest(VectorMath::logWhole, x, xOffset + whole, y, yOffset + whole, length - whole);
    }

    static void tanh(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int whole = length - length % LENGTH;
        tanhWhole(x, xOffset, y, yOffset, whole);
        rest(VectorMath::tanhWhole, x, xOffset + whole, y, yOffset + whole, length - whole);
    }

    static void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = -x[xOffset + i];
        }
        exp(y, yOffset, y, yOffset, length);
        for (int i = yOffset; i < yOffset + length; i++) {
            y[i] = 1f / (1f + y[i]);
        }
    }

    static void erf(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int whole = length - length % LENGTH;
        erfWhole(x, xOffset, y, yOffset, whole);
        rest(VectorMath::erfWhole, x, xOffset + whole, y, yOffset + whole, length - whole);
    }

    /** Fewer elements than a vector has: the same loop on a copy. */
    private static void rest(Loop loop, float[] x, int xOffset, float[] y, int yOffset, int length) {
        if (length > 0) {
            float[] copy = Scratch.ofThread().tile;
            System.arraycopy(x, xOffset, copy, 0, length);
            loop.run(copy, 0, copy, 0, LENGTH);
            System.arraycopy(copy, 0, y, yOffset, length);
        }
    }

    private static void expWhole(float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector v = fromArray(FLOAT, x, xOffset + i);
            FloatVector m = v.fma(broadcast(FLOAT, LOG2_E), broadcast(FLOAT, ROUND));
            FloatVector k = m.sub(broadcast(FLOAT, ROUND));
            FloatVector r = k.fma(broadcast(FLOAT, -LN2_LOW), k.fma(broadcast(FLOAT, -LN2_HIGH), v));
            FloatVector p = broadcast(FLOAT, E6)
                    .fma(r, broadcast(FLOAT, E5))
                    .fma(r, broadcast(FLOAT, E4))
                    .fma(r, broadcast(FLOAT, E3))
                    .fma(r, broadcast(FLOAT, E2))
                    .fma(r, broadcast(FLOAT, 1f))
                    .fma(r, broadcast(FLOAT, 1f));
            p.reinterpretAsInts()
                    .add(m.reinterpretAsInts().lanewise(LSHL, 23))
                    .reinterpretAsFloats()
                    .blend(0f, v.compare(LT, EXP_LOW))
                    .blend(Float.POSITIVE_INFINITY, v.compare(GT, EXP_HIGH))
                    .blend(v, v.compare(NE, v))
                    .intoArray(y, yOffset + i);
        }
    }

    private static void logWhole(float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector v = fromArray(FLOAT, x, xOffset + i);
            VectorMask<Float> subnormal = v.compare(LT, Float.MIN_NORMAL);
            IntVector bits = v.blend(v.mul(broadcast(FLOAT, 0x1p23f)), subnormal)
                    .reinterpretAsInts()
                    .sub(SQRT_HALF_BITS);
            IntVector exponent = bits.lanewise(ASHR, 23);
            FloatVector k = (FloatVector)
                    exponent.blend(exponent.sub(23), subnormal.cast(INT)).convert(I2F, 0);
            FloatVector f =
                    bits.and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(broadcast(FLOAT, 1f));
            FloatVector p = broadcast(FLOAT, L10)
                    .fma(f, broadcast(FLOAT, L9))
                    .fma(f, broadcast(FLOAT, L8))
                    .fma(f, broadcast(FLOAT, L7))
                    .fma(f, broadcast(FLOAT, L6))
                    .fma(f, broadcast(FLOAT, L5))
                    .fma(f, broadcast(FLOAT, L4))
                    .fma(f, broadcast(FLOAT, L3));
            FloatVector low = f.mul(f).mul(f).fma(p, k.mul(broadcast(FLOAT, LN2_LOW)));
            k.fma(
                            broadcast(FLOAT, LN2_HIGH),
                            f.add(f.mul(broadcast(FLOAT, -0.5f)).fma(f, low)))
                    .blend(Float.NEGATIVE_INFINITY, v.compare(EQ, 0f))
                    .blend(v, v.compare(EQ, Float.POSITIVE_INFINITY))
                    .blend(Float.NaN, v.compare(LT, 0f).or(v.compare(NE, v)))
                    .intoArray(y, yOffset + i);
        }
    }

    private static void tanhWhole(float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector v = fromArray(FLOAT, x, xOffset + i);
            FloatVector magnitude = v.abs();
            FloatVector a = magnitude.blend(TANH_HIGH, magnitude.compare(GT, TANH_HIGH));
            FloatVector t = a.add(a);
            FloatVector m = t.fma(broadcast(FLOAT, LOG2_E), broadcast(FLOAT, ROUND));
            FloatVector k = m.sub(broadcast(FLOAT, ROUND));
            FloatVector r = k.fma(broadcast(FLOAT, -LN2_LOW), k.fma(broadcast(FLOAT, -LN2_HIGH), t));
            FloatVector p = broadcast(FLOAT, E6)
                    .fma(r, broadcast(FLOAT, E5))
                    .fma(r, broadcast(FLOAT, E4))
                    .fma(r, broadcast(FLOAT, E3))
                    .fma(r, broadcast(FLOAT, E2));
            FloatVector q = r.mul(r).fma(p, r);
            FloatVector s =
                    m.reinterpretAsInts().lanewise(LSHL, 23).add(ONE_BITS).reinterpretAsFloats();
            FloatVector e = s.fma(q, s.sub(broadcast(FLOAT, 1f)));
            e.div(e.add(broadcast(FLOAT, 2f)))
                    .reinterpretAsInts()
                    .or(v.reinterpretAsInts().and(Integer.MIN_VALUE))
                    .reinterpretAsFloats()
                    .intoArray(y, yOffset + i);
        }
    }

    /**
     * In two passes over a piece at a time: both branches of erf in one loop are more than the compiler inlines, and
     * vectors are boxed.
     */
    private static void erfWhole(float[] x, int xOffset, float[] y, int yOffset, int length) {
        float[] above = Scratch.ofThread().panel;
        int piece = above.length;
        for (int i = 0; i < length; i += piece) {
            int count = Math.min(piece, length - i);
            erfAboveSplit(x, xOffset + i, above, count);
            erfBelowSplit(x, xOffset + i, above, y, yOffset + i, count);
        }
    }

    /** Above the split 1 - exp(Q(|x|)), where Q lies between the bounds of exp. */
    private static void erfAboveSplit(float[] x, int xOffset, float[] above, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector v = fromArray(FLOAT, x, xOffset + i);
            FloatVector a = v.abs();
            FloatVector b = a.blend(ERF_HIGH, a.compare(GT, ERF_HIGH));
            FloatVector q = broadcast(FLOAT, Q6)
                    .fma(b, broadcast(FLOAT, Q5))
                    .fma(b, broadcast(FLOAT, Q4))
                    .fma(b, broadcast(FLOAT, Q3))
                    .fma(b, broadcast(FLOAT, Q2))
                    .fma(b, broadcast(FLOAT, Q1))
                    .fma(b, broadcast(FLOAT, Q0));
            FloatVector m = q.fma(broadcast(FLOAT, LOG2_E), broadcast(FLOAT, ROUND));
            FloatVector k = m.sub(broadcast(FLOAT, ROUND));
            FloatVector r = k.fma(broadcast(FLOAT, -LN2_LOW), k.fma(broadcast(FLOAT, -LN2_HIGH), q));
            FloatVector p = broadcast(FLOAT, E6)
                    .fma(r, broadcast(FLOAT, E5))
                    .fma(r, broadcast(FLOAT, E4))
                    .fma(r, broadcast(FLOAT, E3))
                    .fma(r, broadcast(FLOAT, E2))
                    .fma(r, broadcast(FLOAT, 1f))
                    .fma(r, broadcast(FLOAT, 1f));
            FloatVector exp = p.reinterpretAsInts()
                    .add(m.reinterpretAsInts().lanewise(LSHL, 23))
                    .reinterpretAsFloats()
                    .blend(q, q.compare(NE, q));
            broadcast(FLOAT, 1f)
                    .sub(exp)
                    .reinterpretAsInts()
                    .or(v.reinterpretAsInts().and(Integer.MIN_VALUE))
                    .reinterpretAsFloats()
                    .intoArray(above, i);
        }
    }

    private static void erfBelowSplit(float[] x, int xOffset, float[] above, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector v = fromArray(FLOAT, x, xOffset + i);
            FloatVector z = v.mul(v);
            FloatVector small = broadcast(FLOAT, P6)
                    .fma(z, broadcast(FLOAT, P5))
                    .fma(z, broadcast(FLOAT, P4))
                    .fma(z, broadcast(FLOAT, P3))
                    .fma(z, broadcast(FLOAT, P2))
                    .fma(z, broadcast(FLOAT, P1))
                    .fma(z, broadcast(FLOAT, P0));
            fromArray(FLOAT, above, i)
                    .blend(v.fma(small, v), v.abs().compare(LT, ERF_SPLIT))
                    .intoArray(y, yOffset + i);
        }
    }
}
