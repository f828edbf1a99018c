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
import static io.tgl.core.kernel.VectorShapes.broadcast;
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
import jdk.incubator.vector.VectorMask;

/** sin, cos and the time encoding on vectors of half width, because the quadrant is found in double. */
final class VectorAngles {
    private static final int LENGTH = HALF_FLOAT.length();

    private VectorAngles() {}

    static void cos(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i <= length - LENGTH; i += LENGTH) {
            angle(FloatVector.fromArray(HALF_FLOAT, x, xOffset + i), 1).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> rest = HALF_FLOAT.indexInRange(i, length);
            angle(FloatVector.fromArray(HALF_FLOAT, x, xOffset + i, rest), 1).intoArray(y, yOffset + i, rest);
        }
    }

    static void sin(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i <= length - LENGTH; i += LENGTH) {
            sin(FloatVector.fromArray(HALF_FLOAT, x, xOffset + i)).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> rest = HALF_FLOAT.indexInRange(i, length);
            sin(FloatVector.fromArray(HALF_FLOAT, x, xOffset + i, rest)).intoArray(y, yOffset + i, rest);
        }
    }

    static void timeEncoding(float dt, float[] w, float[] b, float[] y, int yOffset, int length) {
        FloatVector time = half(dt);
        int i = 0;
        for (; i <= length - LENGTH; i += LENGTH) {
            FloatVector phase =
                    FloatVector.fromArray(HALF_FLOAT, w, i).mul(time).add(FloatVector.fromArray(HALF_FLOAT, b, i));
            angle(phase, 1).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> rest = HALF_FLOAT.indexInRange(i, length);
            FloatVector phase = FloatVector.fromArray(HALF_FLOAT, w, i, rest)
                    .mul(time)
                    .add(FloatVector.fromArray(HALF_FLOAT, b, i, rest));
            angle(phase, 1).intoArray(y, yOffset + i, rest);
        }
    }

    private static FloatVector sin(FloatVector x) {
        return angle(x, 0).blend(x, x.compare(EQ, 0f));
    }

    private static FloatVector angle(FloatVector x, int turn) {
        DoubleVector a = (DoubleVector) x.convertShape(F2D, DOUBLE, 0);
        DoubleVector m = a.fma(broadcast(TWO_OVER_PI), broadcast(ROUND_DOUBLE));
        DoubleVector minusK = m.sub(broadcast(ROUND_DOUBLE)).neg();
        IntVector quadrant = ((IntVector) m.viewAsIntegralLanes().convertShape(L2I, HALF_INT, 0)).add(turn);
        FloatVector r = (FloatVector) minusK.fma(broadcast(HALF_PI_LOW), minusK.fma(broadcast(HALF_PI_HIGH), a))
                .convertShape(D2F, HALF_FLOAT, 0);
        FloatVector z = r.mul(r);
        FloatVector cosine =
                half(C8).fma(z, half(C6)).fma(z, half(C4)).fma(z, half(C2)).fma(z, half(1f));
        FloatVector sine = half(S7).fma(z, half(S5)).fma(z, half(S3)).fma(z.mul(r), r);
        FloatVector v = sine.blend(cosine, quadrant.and(1).compare(NE, 0).cast(HALF_FLOAT));
        FloatVector signed = v.reinterpretAsInts()
                .lanewise(XOR, quadrant.and(2).lanewise(LSHL, 30))
                .reinterpretAsFloats();
        return signed.blend(Float.NaN, x.abs().compare(LE, ANGLE_LIMIT).not());
    }

    private static FloatVector half(float value) {
        return FloatVector.broadcast(HALF_FLOAT, value);
    }
}
