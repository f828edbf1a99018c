package io.tgl.core.kernel;

import io.tgl.core.parallel.Workers;
import java.util.Arrays;

/**
 * The arguments of {@link Kernels#matmul}, transpositions resolved to strides: element (i, x) of op(A) is
 * a[aOffset + i * aRow + x * aColumn], element (x, j) of op(B) is b[bOffset + x * bRow + j * bColumn].
 */
record MatrixProduct(
        int m,
        int n,
        int k,
        float[] a,
        int aOffset,
        int aRow,
        int aColumn,
        float[] b,
        int bOffset,
        int bRow,
        int bColumn,
        float[] c,
        int cOffset,
        int ldc,
        boolean accumulate) {
    /** Multiply-adds below which a second thread costs more than it gains. */
    private static final long PARALLEL_COST = 1 << 19;

    static MatrixProduct of(
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
            boolean accumulate) {
        int aRow = transposeA ? 1 : lda;
        int aColumn = transposeA ? lda : 1;
        int bRow = transposeB ? 1 : ldb;
        int bColumn = transposeB ? ldb : 1;
        return new MatrixProduct(
                m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, ldc, accumulate);
    }

    /** Threads worth using. */
    int threads(Workers workers) {
        return (long) m * n * k < PARALLEL_COST ? 1 : workers.threads();
    }

    /** Whether the block of the inner index that starts at x adds to C instead of replacing it. */
    boolean addsAt(int x) {
        return accumulate || x > 0;
    }

    /** The product of no columns with no rows. */
    void clearUnlessAccumulated() {
        for (int i = 0; i < m && !accumulate; i++) {
            Arrays.fill(c, cOffset + i * ldc, cOffset + i * ldc + n, 0f);
        }
    }
}
