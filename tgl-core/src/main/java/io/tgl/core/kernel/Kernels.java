package io.tgl.core.kernel;

import io.tgl.core.parallel.Workers;

/**
 * The numerical kernels that need more than a plain loop. Every provider gives the same bits for the same arguments, on
 * any thread count: work is split over outputs, never over a reduction. Elementwise code without transcendental
 * functions is written as plain Java loops with {@code Math.fma} where it is used and needs no kernel.
 *
 * <p>Dimension letters: m rows of the result, n columns of the result, k inner index.
 */
public interface Kernels {
    /** Length of the blocks that the inner index of a matrix product is cut into. */
    int BLOCK = 1024;

    /** "scalar" or "vector/512", for the log and for run records. */
    String name();

    /**
     * C = op(A) op(B), or C += op(A) op(B). Row-major with leading dimensions, so that column ranges of a matrix can be
     * addressed. The inner index is cut into blocks of 1,024; within a block each element of C is one chain of fused
     * multiply-adds from +0 in ascending inner index; block sums are added in ascending order, the first one replacing
     * C unless {@code accumulate}. With k = 0 the product is +0. A padded tail never touches data.
     *
     * @param transposeA false: A is [m, k] and element (i, x) is a[aOffset + i * lda + x]; true: A is stored [k, m]
     * @param transposeB false: B is [k, n]; true: B is stored [n, k] (a PyTorch Linear's weight)
     */
    void matmul(
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
            Workers workers);

    /**
     * Makes op(B) ready for products with many matrices A, block by block of their rows.
     *
     * @param transposeB as in {@link #matmul}
     */
    default PreparedFactor prepare(boolean transposeB, int n, int k, float[] b, int bOffset, int ldb) {
        return (m, a, aOffset, lda, c, cOffset, ldc) -> matmul(
                false, transposeB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc, false, Workers.single());
    }

    /**
     * Dot product with 16 virtual lanes: lane l is the chain of fused multiply-adds over indices l, l + 16, ... from +0;
     * the lanes are joined by {@link Lanes#sum}.
     */
    float dot(float[] x, int xOffset, float[] y, int yOffset, int length);

    /** Sum with 16 virtual lanes (additions instead of fused multiply-adds), joined by {@link Lanes#sum}. */
    float sum(float[] x, int xOffset, int length);

    /** y += alpha * x, one fused multiply-add an element. */
    void axpy(float alpha, float[] x, int xOffset, float[] y, int yOffset, int length);

    /**
     * y[h width + j] += sum over terms i = from .. to - 1 of w_i[h] x[row_i, h width + j], with a weight for each head h: each
     * element one chain of fused multiply-adds in ascending term, from what y holds.
     *
     * @param heads number of heads
     * @param width columns of a head
     */
    void addWeightedRows(WeightedRows rows, int from, int to, int heads, int width, float[] y, int yOffset);

    /** y = exp(x); +0 below -87.33654, +Infinity above 88.72283. Aliasing of x and y at equal offsets is allowed, here and below. */
    void exp(float[] x, int xOffset, float[] y, int yOffset, int length);

    /** y = log(x), natural. */
    void log(float[] x, int xOffset, float[] y, int yOffset, int length);

    /** y = tanh(x). */
    void tanh(float[] x, int xOffset, float[] y, int yOffset, int length);

    /** y = 1 / (1 + exp(-x)). */
    void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int length);

    /** y = cos(x), any |x| at most 2^50. */
    void cos(float[] x, int xOffset, float[] y, int yOffset, int length);

    /** y = sin(x), any |x| at most 2^50. */
    void sin(float[] x, int xOffset, float[] y, int yOffset, int length);

    /** y = erf(x). */
    void erf(float[] x, int xOffset, float[] y, int yOffset, int length);

    /**
     * The exact Gaussian error linear unit (Hendrycks and Gimpel 2016) and its slope: y = x Phi(x), slope = Phi(x) + x
     * phi(x), with the distribution Phi and the density phi of the standard normal. Both within 3e-7 max(1, |x|). x and y may
     * be the same range; slope is another one.
     */
    void gelu(float[] x, int xOffset, float[] y, int yOffset, float[] slope, int slopeOffset, int length);

    /** Time encoding of one time difference: y[j] = cos(w[j] * dt + b[j]), rounded after the product and after the sum, as the reference does. */
    void timeEncoding(float dt, float[] w, float[] b, float[] y, int yOffset, int length);

    /**
     * One row against many columns through a hidden layer: y[c] = sum over j of w[j] max(a[j] + b[j, c], 0), as
     * {@link #matmul} would sum it: in blocks of 1,024, each a chain of fused multiply-adds from +0 in ascending j.
     *
     * @param a k values
     * @param b [k, n] with leading dimension ldb
     * @param w k weights from w[0]
     */
    void hiddenScores(float[] a, int aOffset, float[] b, int ldb, float[] w, int k, int n, float[] y, int yOffset);

    /**
     * Dropout masks of one tensor: element i is {@code scale} where the uniform number of position {@code first + i} is
     * at least {@code probability}, else +0.
     *
     * <p>Position p is output word (p mod 4) of the Philox 4x32-10 block of counter (p div 4), whose counter words are
     * (block low, block high, epoch, batch) and whose key words are the low and the high 32 bits of {@code key}; its
     * uniform number is (word &gt;&gt;&gt; 8) * 2^-24.
     *
     * @param key see {@link io.tgl.core.random.RandomStreams#key}
     * @param first position of the first element: its row-major index in the unpadded logical tensor
     */
    void dropoutMask(
            long key,
            int epoch,
            int batch,
            long first,
            float probability,
            float scale,
            float[] mask,
            int offset,
            int length);

    /** Uniform numbers in [0, 1): element i is that of position {@code first + i}, as in {@link #dropoutMask}. */
    void uniform(long key, int epoch, int batch, long first, float[] out, int offset, int length);
}
