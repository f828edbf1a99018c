package io.tgl.core.kernel;

import static io.tgl.core.kernel.ScalarMath.E2;
import static io.tgl.core.kernel.ScalarMath.E3;
import static io.tgl.core.kernel.ScalarMath.E4;
import static io.tgl.core.kernel.ScalarMath.E5;
import static io.tgl.core.kernel.ScalarMath.E6;
import static io.tgl.core.kernel.ScalarMath.EXP_LOW;
import static io.tgl.core.kernel.ScalarMath.INVERSE_SQRT_TWO_PI;
import static io.tgl.core.kernel.ScalarMath.LN2_HIGH;
import static io.tgl.core.kernel.ScalarMath.LN2_LOW;
import static io.tgl.core.kernel.ScalarMath.LOG2_E;
import static io.tgl.core.kernel.ScalarMath.N0;
import static io.tgl.core.kernel.ScalarMath.N1;
import static io.tgl.core.kernel.ScalarMath.N2;
import static io.tgl.core.kernel.ScalarMath.N3;
import static io.tgl.core.kernel.ScalarMath.N4;
import static io.tgl.core.kernel.ScalarMath.N5;
import static io.tgl.core.kernel.ScalarMath.N6;
import static io.tgl.core.kernel.ScalarMath.ROUND;
import static io.tgl.core.kernel.ScalarMath.TAIL;
import static io.tgl.core.kernel.VectorShapes.FLOAT;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;

/** The Gaussian error linear unit on vectors, with the steps and so the bits of {@link ScalarKernels#gelu}. */
final class VectorNormal {
    private static final int LENGTH = FLOAT.length();

    private VectorNormal() {}

    static void gelu(float[] x, int xOffset, float[] y, int yOffset, float[] slope, int slopeOffset, int length) {
        int whole = length - length % LENGTH;
        geluWhole(x, xOffset, y, yOffset, slope, slopeOffset, whole);
        int rest = length - whole;
        if (rest > 0) {
            float[] copy = Scratch.ofThread().tile;
            System.arraycopy(x, xOffset + whole, copy, 0, rest);
            geluWhole(copy, 0, copy, 0, copy, LENGTH, LENGTH);
            System.arraycopy(copy, 0, y, yOffset + whole, rest);
            System.arraycopy(copy, LENGTH, slope, slopeOffset + whole, rest);
        }
    }

    /** As many elements as fill vectors; the density lies between the bounds of exp but for the lower one. */
    private static void geluWhole(
            float[] x, int xOffset, float[] y, int yOffset, float[] slope, int slopeOffset, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector v = fromArray(FLOAT, x, xOffset + i);
            FloatVector h = v.mul(-0.5f).mul(v);
            FloatVector m = h.fma(broadcast(FLOAT, LOG2_E), broadcast(FLOAT, ROUND));
            FloatVector k = m.sub(broadcast(FLOAT, ROUND));
            FloatVector r = k.fma(broadcast(FLOAT, -LN2_LOW), k.fma(broadcast(FLOAT, -LN2_HIGH), h));
            FloatVector p = broadcast(FLOAT, E6)
                    .fma(r, broadcast(FLOAT, E5))
                    .fma(r, broadcast(FLOAT, E4))
                    .fma(r, broadcast(FLOAT, E3))
                    .fma(r, broadcast(FLOAT, E2))
                    .fma(r, broadcast(FLOAT, 1f))
                    .fma(r, broadcast(FLOAT, 1f));
            FloatVector density = p.reinterpretAsInts()
                    .add(m.reinterpretAsInts().lanewise(LSHL, 23))
                    .reinterpretAsFloats()
                    .blend(0f, h.compare(LT, EXP_LOW))
                    .blend(h, h.compare(NE, h));
            FloatVector t = broadcast(FLOAT, 1f).div(v.abs().fma(broadcast(FLOAT, TAIL), broadcast(FLOAT, 1f)));
            FloatVector n = broadcast(FLOAT, N6)
                    .fma(t, broadcast(FLOAT, N5))
                    .fma(t, broadcast(FLOAT, N4))
                    .fma(t, broadcast(FLOAT, N3))
                    .fma(t, broadcast(FLOAT, N2))
                    .fma(t, broadcast(FLOAT, N1))
                    .fma(t, broadcast(FLOAT, N0));
            FloatVector tail = density.mul(t).mul(n);
            FloatVector phi = broadcast(FLOAT, 1f).sub(tail).blend(tail, v.compare(LT, 0f));
            v.mul(INVERSE_SQRT_TWO_PI).fma(density, phi).intoArray(slope, slopeOffset + i);
            v.mul(phi).intoArray(y, yOffset + i);
        }
    }
}
