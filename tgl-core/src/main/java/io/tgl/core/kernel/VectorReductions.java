package io.tgl.core.kernel;

import static io.tgl.core.kernel.VectorShapes.FLOAT;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Dot product and sum with the 16 virtual lanes of {@link Lanes}, kept in one vector of 16, two of 8 or four of 4 lanes
 * and joined by the tree of {@link Lanes#sum}: the halves of the tree that span vectors are additions of vectors, the
 * others of a vector and itself, moved by half a vector. Without helpers of our own on vectors: see {@link VectorMath}.
 */
final class VectorReductions {
    private static final int LENGTH = FLOAT.length();
    private static final VectorShuffle<Float> BY_8 = VectorShuffle.fromOp(FLOAT, l -> (l + 8) % LENGTH);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(FLOAT, l -> (l + 4) % LENGTH);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(FLOAT, l -> (l + 2) % LENGTH);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.fromOp(FLOAT, l -> (l + 1) % LENGTH);

    private VectorReductions() {}

    static float dot(float[] x, int xOffset, float[] y, int yOffset, int length) {
        return switch (LENGTH) {
            case 16 -> dotOneVector(x, xOffset, y, yOffset, length);
            case 8 -> dotTwoVectors(x, xOffset, y, yOffset, length);
            default -> dotFourVectors(x, xOffset, y, yOffset, length);
        };
    }

    static float sum(float[] x, int xOffset, int length) {
        return switch (LENGTH) {
            case 16 -> sumOneVector(x, xOffset, length);
            case 8 -> sumTwoVectors(x, xOffset, length);
            default -> sumFourVectors(x, xOffset, length);
        };
    }

    private static float dotOneVector(float[] x, int xOffset, float[] y, int yOffset, int length) {
        FloatVector lanes = FloatVector.zero(FLOAT);
        int i = 0;
        for (; i <= length - 16; i += 16) {
            lanes = fromArray(FLOAT, x, xOffset + i).fma(fromArray(FLOAT, y, yOffset + i), lanes);
        }
        if (i < length) {
            VectorMask<Float> rest = FLOAT.indexInRange(i, length);
            lanes = lanes.blend(
                    fromArray(FLOAT, x, xOffset + i, rest).fma(fromArray(FLOAT, y, yOffset + i, rest), lanes), rest);
        }
        lanes = lanes.add(lanes.rearrange(BY_8));
        lanes = lanes.add(lanes.rearrange(BY_4));
        lanes = lanes.add(lanes.rearrange(BY_2));
        return lanes.add(lanes.rearrange(BY_1)).lane(0);
    }

    private static float dotTwoVectors(float[] x, int xOffset, float[] y, int yOffset, int length) {
        FloatVector low = FloatVector.zero(FLOAT);
        FloatVector high = low;
        int i = 0;
        for (; i <= length - 16; i += 16) {
            low = fromArray(FLOAT, x, xOffset + i).fma(fromArray(FLOAT, y, yOffset + i), low);
            high = fromArray(FLOAT, x, xOffset + i + 8).fma(fromArray(FLOAT, y, yOffset + i + 8), high);
        }
        if (i < length) {
            VectorMask<Float> rest = FLOAT.indexInRange(i, length);
            low = low.blend(
                    fromArray(FLOAT, x, xOffset + i, rest).fma(fromArray(FLOAT, y, yOffset + i, rest), low), rest);
            i += 8;
        }
        if (i < length) {
            VectorMask<Float> rest = FLOAT.indexInRange(i, length);
            high = high.blend(
                    fromArray(FLOAT, x, xOffset + i, rest).fma(fromArray(FLOAT, y, yOffset + i, rest), high), rest);
        }
        low = low.add(high);
        low = low.add(low.rearrange(BY_4));
        low = low.add(low.rearrange(BY_2));
        return low.add(low.rearrange(BY_1)).lane(0);
    }

    private static float dotFourVectors(float[] x, int xOffset, float[] y, int yOffset, int length) {
        FloatVector a = FloatVector.zero(FLOAT);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int i = 0;
        for (; i <= length - 16; i += 16) {
            a = fromArray(FLOAT, x, xOffset + i).fma(fromArray(FLOAT, y, yOffset + i), a);
            b = fromArray(FLOAT, x, xOffset + i + 4).fma(fromArray(FLOAT, y, yOffset + i + 4), b);
            c = fromArray(FLOAT, x, xOffset + i + 8).fma(fromArray(FLOAT, y, yOffset + i + 8), c);
            d = fromArray(FLOAT, x, xOffset + i + 12).fma(fromArray(FLOAT, y, yOffset + i + 12), d);
        }
        float[] lanes = new float[Lanes.COUNT];
        a.intoArray(lanes, 0);
        b.intoArray(lanes, 4);
        c.intoArray(lanes, 8);
        d.intoArray(lanes, 12);
        for (int l = 0; i < length; i++, l++) {
            lanes[l] = Math.fma(x[xOffset + i], y[yOffset + i], lanes[l]);
        }
        return Lanes.sum(lanes, 0);
    }

    private static float sumOneVector(float[] x, int xOffset, int length) {
        FloatVector lanes = FloatVector.zero(FLOAT);
        int i = 0;
        for (; i <= length - 16; i += 16) {
            lanes = lanes.add(fromArray(FLOAT, x, xOffset + i));
        }
        if (i < length) {
            VectorMask<Float> rest = FLOAT.indexInRange(i, length);
            lanes = lanes.blend(lanes.add(fromArray(FLOAT, x, xOffset + i, rest)), rest);
        }
        lanes = lanes.add(lanes.rearrange(BY_8));
        lanes = lanes.add(lanes.rearrange(BY_4));
        lanes = lanes.add(lanes.rearrange(BY_2));
        return lanes.add(lanes.rearrange(BY_1)).lane(0);
    }

    private static float sumTwoVectors(float[] x, int xOffset, int length) {
        FloatVector low = FloatVector.zero(FLOAT);
        FloatVector high = low;
        int i = 0;
        for (; i <= length - 16; i += 16) {
            low = low.add(fromArray(FLOAT, x, xOffset + i));
            high = high.add(fromArray(FLOAT, x, xOffset + i + 8));
        }
        if (i < length) {
            VectorMask<Float> rest = FLOAT.indexInRange(i, length);
            low = low.blend(low.add(fromArray(FLOAT, x, xOffset + i, rest)), rest);
            i += 8;
        }
        if (i < length) {
            VectorMask<Float> rest = FLOAT.indexInRange(i, length);
            high = high.blend(high.add(fromArray(FLOAT, x, xOffset + i, rest)), rest);
        }
        low = low.add(high);
        low = low.add(low.rearrange(BY_4));
        low = low.add(low.rearrange(BY_2));
        return low.add(low.rearrange(BY_1)).lane(0);
    }

    private static float sumFourVectors(float[] x, int xOffset, int length) {
        FloatVector a = FloatVector.zero(FLOAT);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int i = 0;
        for (; i <= length - 16; i += 16) {
            a = a.add(fromArray(FLOAT, x, xOffset + i));
            b = b.add(fromArray(FLOAT, x, xOffset + i + 4));
            c = c.add(fromArray(FLOAT, x, xOffset + i + 8));
            d = d.add(fromArray(FLOAT, x, xOffset + i + 12));
        }
        float[] lanes = new float[Lanes.COUNT];
        a.intoArray(lanes, 0);
        b.intoArray(lanes, 4);
        c.intoArray(lanes, 8);
        d.intoArray(lanes, 12);
        for (int l = 0; i < length; i++, l++) {
            lanes[l] += x[xOffset + i];
        }
        return Lanes.sum(lanes, 0);
    }
}
