package io.tgl.core.kernel;

import static io.tgl.core.kernel.ScalarMath.ANGLE_LIMIT;
import static io.tgl.core.kernel.ScalarMath.C2;
import static io.tgl.core.kernel.ScalarMath.C4;
import static io.tgl.core.kernel.ScalarMath.C6;
import static io.tgl.core.kernel.ScalarMath.C8;
import static io.tgl.core.kernel.ScalarMath.HALF_PI_HIGH;
import static io.tgl.core.kernel.ScalarMath.HALF_PI_LOW;
import static io.tgl.core.kernel.ScalarMath.ROUND_DOUBLE;
import static io.tgl.core.kernel.ScalarMath.S3;
import static io.tgl.core.kernel.ScalarMath.S5;
import static io.tgl.core.kernel.ScalarMath.S7;
import static io.tgl.core.kernel.ScalarMath.TWO_OVER_PI;
import static io.tgl.core.kernel.VectorShapes.DOUBLE;
import static io.tgl.core.kernel.VectorShapes.HALF_FLOAT;
import static io.tgl.core.kernel.VectorShapes.HALF_INT;
import static jdk.incubator.vector.VectorOperators.D2F;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.F2D;
import static jdk.incubator.vector.VectorOperators.L2I;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * sin, cos and the time encoding on vectors of half width, because the quadrant is found in double. One loop does it all,
 * in one method and without helpers on vectors: see {@link VectorMath}.
 */
final class VectorAngles {
    private static final int LENGTH = HALF_FLOAT.length();

    private VectorAngles() {}

    static void cos(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int whole = length - length % LENGTH;
        angles(1, x, xOffset, y, yOffset, whole);
        rest(1, x, xOffset + whole, y, yOffset + whole, length - whole);
    }

    static void sin(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int whole = length - length % LENGTH;
        angles(0, x, xOffset, y, yOffset, whole);
        rest(0, x, xOffset + whole, y, yOffset + whole, length - whole);
    }

    static void timeEncoding(float dt, float[] w, float[] b, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = w[i] * dt + b[i];
        }
        cos(y, yOffset, y, yOffset, length);
    }

    /** Fewer elements than a vector has: the same loop on a copy. */
    private static void rest(int turn, float[] x, int xOffset, float[] y, int yOffset, int length) {
        if (length > 0) {
            float[] copy = Scratch.ofThread().tile;
            System.arraycopy(x, xOffset, copy, 0, length);
            angles(turn, copy, 0, copy, 0, LENGTH);
            System.arraycopy(copy, 0, y, yOffset, length);
        }
    }

    /** y = sin(x + turn * pi / 2) for whole vectors. */
    private static void angles(int turn, float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector angle = FloatVector.fromArray(HALF_FLOAT, x, xOffset + i);
            DoubleVector a = (DoubleVector) angle.convertShape(F2D, DOUBLE, 0);
            DoubleVector m =
                    a.fma(DoubleVector.broadcast(DOUBLE, TWO_OVER_PI), DoubleVector.broadcast(DOUBLE, ROUND_DOUBLE));
            DoubleVector minusK =
                    m.sub(DoubleVector.broadcast(DOUBLE, ROUND_DOUBLE)).neg();
            IntVector quadrant = ((IntVector) m.viewAsIntegralLanes().convertShape(L2I, HALF_INT, 0)).add(turn);
            FloatVector r = (FloatVector) minusK.fma(
                            DoubleVector.broadcast(DOUBLE, HALF_PI_LOW),
                            minusK.fma(DoubleVector.broadcast(DOUBLE, HALF_PI_HIGH), a))
                    .convertShape(D2F, HALF_FLOAT, 0);
            FloatVector z = r.mul(r);
            FloatVector cosine = FloatVector.broadcast(HALF_FLOAT, C8)
                    .fma(z, FloatVector.broadcast(HALF_FLOAT, C6))
                    .fma(z, FloatVector.broadcast(HALF_FLOAT, C4))
                    .fma(z, FloatVector.broadcast(HALF_FLOAT, C2))
                    .fma(z, FloatVector.broadcast(HALF_FLOAT, 1f));
            // sin(-0) is -0.
            FloatVector sine = FloatVector.broadcast(HALF_FLOAT, S7)
                    .fma(z, FloatVector.broadcast(HALF_FLOAT, S5))
                    .fma(z, FloatVector.broadcast(HALF_FLOAT, S3))
                    .fma(z.mul(r), r)
                    .blend(angle, angle.compare(EQ, 0f));
            sine.blend(cosine, quadrant.and(1).compare(NE, 0).cast(HALF_FLOAT))
                    .reinterpretAsInts()
                    .lanewise(XOR, quadrant.and(2).lanewise(LSHL, 30))
                    .reinterpretAsFloats()
                    .blend(Float.NaN, angle.abs().compare(LE, ANGLE_LIMIT).not())
                    .intoArray(y, yOffset + i);
        }
    }
}
