package io.tgl.bench;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.kernel.WeightedRows;
import io.tgl.core.parallel.Workers;

/** Kernels that count the floating-point operations of dense products: 2 m n k each. For a run apart from the timed ones. */
final class CountingKernels implements Kernels {
    private final Kernels kernels;
    private double operations;

    CountingKernels(Kernels counted) {
        this.kernels = counted;
    }

    /** Billions of operations so far. */
    double giga() {
        return operations * 1e-9;
    }

    /** GFLOP/s of a product of the size of TGN's GRU input, now, on these workers. */
    static double denseRate(Kernels kernels, Workers workers) {
        int m = 500;
        int n = 516;
        int k = 444;
        float[] a = new float[m * k];
        float[] b = new float[n * k];
        float[] c = new float[m * n];
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 200; i++) {
            long start = System.nanoTime();
            kernels.matmul(false, true, m, n, k, a, 0, k, b, 0, k, c, 0, n, false, workers);
            best = Math.min(best, (System.nanoTime() - start) * 1e-9);
        }
        return 2.0 * m * n * k / best * 1e-9;
    }

    @Override
    public String name() {
        return kernels.name();
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
        synchronized (this) {
            operations += 2.0 * m * n * k;
        }
        kernels.matmul(
                transposeA,
                transposeB,
                m,
                n,
                k,
                a,
                aOffset,
                lda,
                b,
                bOffset,
                ldb,
                c,
                cOffset,
                ldc,
                accumulate,
                workers);
    }

    @Override
    public float dot(float[] x, int xOffset, float[] y, int yOffset, int length) {
        return kernels.dot(x, xOffset, y, yOffset, length);
    }

    @Override
    public float sum(float[] x, int xOffset, int length) {
        return kernels.sum(x, xOffset, length);
    }

    @Override
    public void axpy(float alpha, float[] x, int xOffset, float[] y, int yOffset, int length) {
        kernels.axpy(alpha, x, xOffset, y, yOffset, length);
    }

    @Override
    public void hiddenScores(
            float[] a, int aOffset, float[] b, int ldb, float[] w, int k, int n, float[] y, int yOffset) {
        kernels.hiddenScores(a, aOffset, b, ldb, w, k, n, y, yOffset);
    }

    @Override
    public void addWeightedRows(WeightedRows rows, int from, int to, int heads, int width, float[] y, int yOffset) {
        kernels.addWeightedRows(rows, from, to, heads, width, y, yOffset);
    }

    @Override
    public void exp(float[] x, int xOffset, float[] y, int yOffset, int length) {
        kernels.exp(x, xOffset, y, yOffset, length);
    }

    @Override
    public void log(float[] x, int xOffset, float[] y, int yOffset, int length) {
        kernels.log(x, xOffset, y, yOffset, length);
    }

    @Override
    public void tanh(float[] x, int xOffset, float[] y, int yOffset, int length) {
        kernels.tanh(x, xOffset, y, yOffset, length);
    }

    @Override
    public void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int length) {
        kernels.sigmoid(x, xOffset, y, yOffset, length);
    }

    @Override
    public void cos(float[] x, int xOffset, float[] y, int yOffset, int length) {
        kernels.cos(x, xOffset, y, yOffset, length);
    }

    @Override
    public void sin(float[] x, int xOffset, float[] y, int yOffset, int length) {
        kernels.sin(x, xOffset, y, yOffset, length);
    }

    @Override
    public void erf(float[] x, int xOffset, float[] y, int yOffset, int length) {
        kernels.erf(x, xOffset, y, yOffset, length);
    }

    @Override
    public void gelu(float[] x, int xOffset, float[] y, int yOffset, float[] slope, int slopeOffset, int length) {
        kernels.gelu(x, xOffset, y, yOffset, slope, slopeOffset, length);
    }

    @Override
    public void timeEncoding(float dt, float[] w, float[] b, float[] y, int yOffset, int length) {
        kernels.timeEncoding(dt, w, b, y, yOffset, length);
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
        kernels.dropoutMask(key, epoch, batch, first, probability, scale, mask, offset, length);
    }

    @Override
    public void uniform(long key, int epoch, int batch, long first, float[] out, int offset, int length) {
        kernels.uniform(key, epoch, batch, first, out, offset, length);
    }
}
