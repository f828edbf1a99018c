package io.tgl.core.kernel;

/**
 * The right factor of matrix products, read once and put where the products find it in order ({@link Kernels#prepare}).
 * May be used by several threads; what it was made of must not change meanwhile.
 */
@FunctionalInterface
public interface PreparedFactor {
    /** C [m, n] = A [m, k] op(B) with the bits of {@link Kernels#matmul}, on the calling thread. */
    void multiply(int m, float[] a, int aOffset, int lda, float[] c, int cOffset, int ldc);
}
