package io.tgl.core.kernel;

import static io.tgl.core.kernel.VectorShapes.FLOAT;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/** {@link Kernels#hiddenScores} with columns in vectors, four at a time so that their chains overlap. */
final class VectorHiddenScores {
    private static final int LENGTH = FLOAT.length();

    private VectorHiddenScores() {}

    static void apply(float[] a, int aOffset, float[] b, int ldb, float[] w, int k, int n, float[] y, int yOffset) {
        int column = 0;
        for (; column <= n - 4 * LENGTH; column += 4 * LENGTH) {
            for (int block = 0; block < Math.max(1, k); block += Kernels.BLOCK) {
                int to = Math.min(k, block + Kernels.BLOCK);
                four(a, aOffset, b, column, ldb, w, block, to, y, yOffset + column);
            }
        }
        ScalarKernels.hiddenScores(a, aOffset, b, ldb, w, k, column, n, y, yOffset);
    }

    private static void four(
            float[] a, int aOffset, float[] b, int column, int ldb, float[] w, int from, int to, float[] y, int at) {
        FloatVector zero = FloatVector.zero(FLOAT);
        FloatVector s0 = zero;
        FloatVector s1 = zero;
        FloatVector s2 = zero;
        FloatVector s3 = zero;
        for (int j = from; j < to; j++) {
            FloatVector own = FloatVector.broadcast(FLOAT, a[aOffset + j]);
            FloatVector weight = FloatVector.broadcast(FLOAT, w[j]);
            int row = j * ldb + column;
            s0 = weight.fma(own.add(fromArray(FLOAT, b, row)).max(zero), s0);
            s1 = weight.fma(own.add(fromArray(FLOAT, b, row + LENGTH)).max(zero), s1);
            s2 = weight.fma(own.add(fromArray(FLOAT, b, row + 2 * LENGTH)).max(zero), s2);
            s3 = weight.fma(own.add(fromArray(FLOAT, b, row + 3 * LENGTH)).max(zero), s3);
        }
        if (from > 0) {
            s0 = fromArray(FLOAT, y, at).add(s0);
            s1 = fromArray(FLOAT, y, at + LENGTH).add(s1);
            s2 = fromArray(FLOAT, y, at + 2 * LENGTH).add(s2);
            s3 = fromArray(FLOAT, y, at + 3 * LENGTH).add(s3);
        }
        s0.intoArray(y, at);
        s1.intoArray(y, at + LENGTH);
        s2.intoArray(y, at + 2 * LENGTH);
        s3.intoArray(y, at + 3 * LENGTH);
    }
}
