package io.tgl.core.kernel;

import static io.tgl.core.kernel.FusedMultiplyAdd.fma;

import io.tgl.core.parallel.Workers;

/** The specification of every kernel: plain loops, one number at a time. Runs on any JVM. */
final class ScalarKernels implements Kernels {
    @Override
    public String name() {
        return "scalar";
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
        ScalarMatmul.multiply(product, workers);
    }

    @Override
    public float dot(float[] x, int xOffset, float[] y, int yOffset, int length) {
        float[] lanes = new float[Lanes.COUNT];
        for (int i = 0; i < length; i++) {
            lanes[i % Lanes.COUNT] = fma(x[xOffset + i], y[yOffset + i], lanes[i % Lanes.COUNT]);
        }
        return Lanes.sum(lanes, 0);
    }

    @Override
    public float sum(float[] x, int xOffset, int length) {
        float[] lanes = new float[Lanes.COUNT];
        for (int i = 0; i < length; i++) {
            lanes[i % Lanes.COUNT] += x[xOffset + i];
        }
        return Lanes.sum(lanes, 0);
    }

    @Override
    public void axpy(float alpha, float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = fma(alpha, x[xOffset + i], y[yOffset + i]);
        }
    }

    @Override
    public void addWeightedRows(WeightedRows rows, int from, int to, int heads, int width, float[] y, int yOffset) {
        for (int h = 0; h < heads; h++) {
            addRows(rows, from, to, h, h * width, width, y, yOffset + h * width);
        }
    }

    /** One head h, {@code width} of its columns from {@code column} on. */
    static void addRows(WeightedRows rows, int from, int to, int h, int column, int width, float[] y, int at) {
        int[] entry = rows.entry();
        float[] x = rows.x();
        for (int i = from; i < to; i++) {
            int e = entry[i];
            float w = rows.weight()[e * rows.stride() + h];
            int source = rows.row()[e] * rows.ld() + column;
            for (int j = 0; j < width; j++) {
                y[at + j] = fma(w, x[source + j], y[at + j]);
            }
        }
    }

    @Override
    public void exp(float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = ScalarMath.exp(x[xOffset + i]);
        }
    }

    @Override
    public void log(float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = ScalarMath.log(x[xOffset + i]);
        }
    }

    @Override
    public void tanh(float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = ScalarMath.tanh(x[xOffset + i]);
        }
    }

    @Override
    public void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = ScalarMath.sigmoid(x[xOffset + i]);
        }
    }

    @Override
    public void cos(float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = ScalarMath.cos(x[xOffset + i]);
        }
    }

    @Override
    public void sin(float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = ScalarMath.sin(x[xOffset + i]);
        }
    }

    @Override
    public void erf(float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = ScalarMath.erf(x[xOffset + i]);
        }
    }

    @Override
    public void gelu(float[] x, int xOffset, float[] y, int yOffset, float[] slope, int slopeOffset, int length) {
        for (int i = 0; i < length; i++) {
            float v = x[xOffset + i];
            float density = ScalarMath.exp(-0.5f * v * v);
            float phi = ScalarMath.normalDistribution(v, density);
            slope[slopeOffset + i] = Math.fma(v * ScalarMath.INVERSE_SQRT_TWO_PI, density, phi);
            y[yOffset + i] = v * phi;
        }
    }

    @Override
    public void timeEncoding(float dt, float[] w, float[] b, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = ScalarMath.cos(w[i] * dt + b[i]);
        }
    }

    @Override
    public void hiddenScores(
            float[] a, int aOffset, float[] b, int ldb, float[] w, int k, int n, float[] y, int yOffset) {
        ScalarKernels.hiddenScores(a, aOffset, b, ldb, w, k, 0, n, y, yOffset);
    }

    /** Columns from .. to - 1. */
    static void hiddenScores(
            float[] a, int aOffset, float[] b, int ldb, float[] w, int k, int from, int to, float[] y, int yOffset) {
        for (int c = from; c < to; c++) {
            float score = 0f;
            for (int block = 0; block < k; block += BLOCK) {
                float sum = 0f;
                for (int j = block; j < Math.min(k, block + BLOCK); j++) {
                    sum = fma(w[j], Math.max(a[aOffset + j] + b[j * ldb + c], 0f), sum);
                }
                score = block == 0 ? sum : score + sum;
            }
            y[yOffset + c] = score;
        }
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
        ScalarPhilox.dropoutMask(key, epoch, batch, first, probability, scale, mask, offset, length);
    }

    @Override
    public void uniform(long key, int epoch, int batch, long first, float[] out, int offset, int length) {
        ScalarPhilox.uniform(key, epoch, batch, first, out, offset, length);
    }
}
