package io.tgl.core.kernel;

import static io.tgl.core.kernel.VectorShapes.FLOAT;

import io.tgl.core.parallel.Workers;
import jdk.incubator.vector.FloatVector;

/**
 * The kernels on the Vector API, with the bits of {@link ScalarKernels}. Needs {@code --add-modules
 * jdk.incubator.vector}; only {@link KernelProvider} names this class, as text, so that all else loads without it.
 */
final class VectorKernels implements Kernels {
    private static final int LENGTH = FLOAT.length();

    VectorKernels() {
        if (LENGTH < 4) {
            throw new UnsupportedOperationException("this processor's vectors have fewer than 128 bits");
        }
    }

    @Override
    public String name() {
        return "vector/" + FLOAT.vectorBitSize();
    }

    @Override
    public void matmul(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float[] a,
            int aOffset,
            int lda,
            float[] b,
            int bOffset,
            int ldb,
            float[] c,
            int cOffset,
            int ldc,
            boolean accumulate,
            Workers workers) {
        MatrixProduct product = MatrixProduct.of(
                transposeA, transposeB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc, accumulate);
        VectorMatmul.multiply(product, workers);
    }

    @Override
    public PreparedFactor prepare(boolean transposeB, int n, int k, float[] b, int bOffset, int ldb) {
        return VectorMatmul.prepare(transposeB, n, k, b, bOffset, ldb);
    }

    @Override
    public float dot(float[] x, int xOffset, float[] y, int yOffset, int length) {
        return VectorReductions.dot(x, xOffset, y, yOffset, length);
    }

    @Override
    public float sum(float[] x, int xOffset, int length) {
        return VectorReductions.sum(x, xOffset, length);
    }

    @Override
    public void axpy(float alpha, float[] x, int xOffset, float[] y, int yOffset, int length) {
        FloatVector factor = FloatVector.broadcast(FLOAT, alpha);
        int i = 0;
        for (; i <= length - LENGTH; i += LENGTH) {
            FloatVector sum = FloatVector.fromArray(FLOAT, y, yOffset + i);
            factor.fma(FloatVector.fromArray(FLOAT, x, xOffset + i), sum).intoArray(y, yOffset + i);
        }
        for (; i < length; i++) {
            y[yOffset + i] = Math.fma(alpha, x[xOffset + i], y[yOffset + i]);
        }
    }

    @Override
    public void addWeightedRows(WeightedRows rows, int from, int to, int heads, int width, float[] y, int yOffset) {
        VectorRows.add(rows, from, to, heads, width, y, yOffset);
    }

    @Override
    public void exp(float[] x, int xOffset, float[] y, int yOffset, int length) {
        VectorMath.exp(x, xOffset, y, yOffset, length);
    }

    @Override
    public void log(float[] x, int xOffset, float[] y, int yOffset, int length) {
        VectorMath.log(x, xOffset, y, yOffset, length);
    }

    @Override
    public void tanh(float[] x, int xOffset, float[] y, int yOffset, int length) {
        VectorMath.tanh(x, xOffset, y, yOffset, length);
    }

    @Override
    public void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int length) {
        VectorMath.sigmoid(x, xOffset, y, yOffset, length);
    }

    @Override
    public void cos(float[] x, int xOffset, float[] y, int yOffset, int length) {
        VectorAngles.cos(x, xOffset, y, yOffset, length);
    }

    @Override
    public void sin(float[] x, int xOffset, float[] y, int yOffset, int length) {
        VectorAngles.sin(x, xOffset, y, yOffset, length);
    }

    @Override
    public void erf(float[] x, int xOffset, float[] y, int yOffset, int length) {
        VectorMath.erf(x, xOffset, y, yOffset, length);
    }

    @Override
    public void gelu(float[] x, int xOffset, float[] y, int yOffset, float[] slope, int slopeOffset, int length) {
        VectorNormal.gelu(x, xOffset, y, yOffset, slope, slopeOffset, length);
    }

    @Override
    public void timeEncoding(float dt, float[] w, float[] b, float[] y, int yOffset, int length) {
        VectorAngles.timeEncoding(dt, w, b, y, yOffset, length);
    }

    @Override
    public void hiddenScores(
            float[] a, int aOffset, float[] b, int ldb, float[] w, int k, int n, float[] y, int yOffset) {
        VectorHiddenScores.apply(a, aOffset, b, ldb, w, k, n, y, yOffset);
    }

    @Override
    public void dropoutMask(
            long key,
            int epoch,
            int batch,
            long first,
            float probability,
            float scale,
            float[] mask,
            int offset,
            int length) {
        int head = head(first, length);
        ScalarPhilox.dropoutMask(key, epoch, batch, first, probability, scale, mask, offset, head);
        VectorPhilox.dropoutMask(
                key, epoch, batch, first + head, probability, scale, mask, offset + head, length - head);
    }

    @Override
    public void uniform(long key, int epoch, int batch, long first, float[] out, int offset, int length) {
        int head = head(first, length);
        ScalarPhilox.uniform(key, epoch, batch, first, out, offset, head);
        VectorPhilox.uniform(key, epoch, batch, first + head, out, offset + head, length - head);
    }

    /** Elements before the first whole Philox block. */
    private static int head(long first, int length) {
        return Math.min(length, (int) -first & 3);
    }
}
