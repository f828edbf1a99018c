package io.tgl.core.kernel;

import static io.tgl.core.kernel.VectorShapes.FLOAT;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernels of the matrix product: a tile of C of some rows and one or two vectors of columns, each element one
 * chain of fused multiply-adds over one block of the inner index. All accumulators stay in registers: 14 rows of two
 * vectors for 32 registers, 6 rows for 16. Each kernel is self-contained on purpose and calls only the Vector API
 * itself, which is always inlined: methods of our own, however small, are not once the compiled method is large, and a
 * vector that crosses such a call is boxed, in the whole loop. The lines are a table, one row of the tile a line, so they
 * are not wrapped.
 */
final class MatmulTiles {
    private static final int L = FLOAT.length();

    /** Rows of the largest tile. */
    static final int MAX_ROWS = L >= 16 ? 14 : 6;

    private MatmulTiles() {}

    /**
     * Computes as many rows as one tile takes and returns their number.
     *
     * @param vectors vectors of columns: 1 or 2
     * @param rows rows that are left, at least 1
     */
    static int multiply(
            int vectors,
            int rows,
            float[] a,
            int aStart,
            int aRow,
            int aColumn,
            float[] panel,
            int panelStart,
            int k,
            float[] c,
            int cStart,
            int ldc) {
        int height = height(vectors, rows);
        switch (vectors * 16 + height) {
            case 2 * 16 + 14 -> tile14x2(a, aStart, aRow, aColumn, panel, panelStart, k, c, cStart, ldc);
            case 2 * 16 + 6 -> tile6x2(a, aStart, aRow, aColumn, panel, panelStart, k, c, cStart, ldc);
            case 2 * 16 + 4 -> tile4x2(a, aStart, aRow, aColumn, panel, panelStart, k, c, cStart, ldc);
            case 2 * 16 + 2 -> tile2x2(a, aStart, aRow, aColumn, panel, panelStart, k, c, cStart, ldc);
            case 2 * 16 + 1 -> tile1x2(a, aStart, aColumn, panel, panelStart, k, c, cStart);
            case 1 * 16 + 14 -> tile14x1(a, aStart, aRow, aColumn, panel, panelStart, k, c, cStart, ldc);
            case 1 * 16 + 4 -> tile4x1(a, aStart, aRow, aColumn, panel, panelStart, k, c, cStart, ldc);
            case 1 * 16 + 1 -> tile1x1(a, aStart, aColumn, panel, panelStart, k, c, cStart);
            default -> throw new IllegalStateException("no tile of " + height + " rows");
        }
        return height;
    }

    private static int height(int vectors, int rows) {
        if (rows >= 14 && MAX_ROWS == 14) {
            return 14;
        }
        if (vectors == 1) {
            return rows >= 4 ? 4 : 1;
        }
        return rows >= 6 ? 6 : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
    }

    // spotless:off
    private static void tile14x2(
            float[] a, int aStart, int aRow, int aColumn, float[] panel, int panelStart, int k,
            float[] c, int cStart, int ldc) {
        FloatVector z = zero(FLOAT);
        FloatVector c0a = z, c0b = z;
        FloatVector c1a = z, c1b = z;
        FloatVector c2a = z, c2b = z;
        FloatVector c3a = z, c3b = z;
        FloatVector c4a = z, c4b = z;
        FloatVector c5a = z, c5b = z;
        FloatVector c6a = z, c6b = z;
        FloatVector c7a = z, c7b = z;
        FloatVector c8a = z, c8b = z;
        FloatVector c9a = z, c9b = z;
        FloatVector c10a = z, c10b = z;
        FloatVector c11a = z, c11b = z;
        FloatVector c12a = z, c12b = z;
        FloatVector c13a = z, c13b = z;
        for (int x = 0, p = panelStart, q = aStart; x < k; x++, p += 2 * L, q += aColumn) {
            FloatVector b0 = fromArray(FLOAT, panel, p), b1 = fromArray(FLOAT, panel, p + L), w;
            int r = q;
            w = broadcast(FLOAT, a[r]); c0a = w.fma(b0, c0a); c0b = w.fma(b1, c0b); r += aRow;
            w = broadcast(FLOAT, a[r]); c1a = w.fma(b0, c1a); c1b = w.fma(b1, c1b); r += aRow;
            w = broadcast(FLOAT, a[r]); c2a = w.fma(b0, c2a); c2b = w.fma(b1, c2b); r += aRow;
            w = broadcast(FLOAT, a[r]); c3a = w.fma(b0, c3a); c3b = w.fma(b1, c3b); r += aRow;
            w = broadcast(FLOAT, a[r]); c4a = w.fma(b0, c4a); c4b = w.fma(b1, c4b); r += aRow;
            w = broadcast(FLOAT, a[r]); c5a = w.fma(b0, c5a); c5b = w.fma(b1, c5b); r += aRow;
            w = broadcast(FLOAT, a[r]); c6a = w.fma(b0, c6a); c6b = w.fma(b1, c6b); r += aRow;
            w = broadcast(FLOAT, a[r]); c7a = w.fma(b0, c7a); c7b = w.fma(b1, c7b); r += aRow;
            w = broadcast(FLOAT, a[r]); c8a = w.fma(b0, c8a); c8b = w.fma(b1, c8b); r += aRow;
            w = broadcast(FLOAT, a[r]); c9a = w.fma(b0, c9a); c9b = w.fma(b1, c9b); r += aRow;
            w = broadcast(FLOAT, a[r]); c10a = w.fma(b0, c10a); c10b = w.fma(b1, c10b); r += aRow;
            w = broadcast(FLOAT, a[r]); c11a = w.fma(b0, c11a); c11b = w.fma(b1, c11b); r += aRow;
            w = broadcast(FLOAT, a[r]); c12a = w.fma(b0, c12a); c12b = w.fma(b1, c12b); r += aRow;
            w = broadcast(FLOAT, a[r]); c13a = w.fma(b0, c13a); c13b = w.fma(b1, c13b);
        }
        int d = cStart;
        c0a.intoArray(c, d); c0b.intoArray(c, d + L); d += ldc;
        c1a.intoArray(c, d); c1b.intoArray(c, d + L); d += ldc;
        c2a.intoArray(c, d); c2b.intoArray(c, d + L); d += ldc;
        c3a.intoArray(c, d); c3b.intoArray(c, d + L); d += ldc;
        c4a.intoArray(c, d); c4b.intoArray(c, d + L); d += ldc;
        c5a.intoArray(c, d); c5b.intoArray(c, d + L); d += ldc;
        c6a.intoArray(c, d); c6b.intoArray(c, d + L); d += ldc;
        c7a.intoArray(c, d); c7b.intoArray(c, d + L); d += ldc;
        c8a.intoArray(c, d); c8b.intoArray(c, d + L); d += ldc;
        c9a.intoArray(c, d); c9b.intoArray(c, d + L); d += ldc;
        c10a.intoArray(c, d); c10b.intoArray(c, d + L); d += ldc;
        c11a.intoArray(c, d); c11b.intoArray(c, d + L); d += ldc;
        c12a.intoArray(c, d); c12b.intoArray(c, d + L); d += ldc;
        c13a.intoArray(c, d); c13b.intoArray(c, d + L);
    }

    private static void tile6x2(
            float[] a, int aStart, int aRow, int aColumn, float[] panel, int panelStart, int k,
            float[] c, int cStart, int ldc) {
        FloatVector z = zero(FLOAT);
        FloatVector c0a = z, c0b = z;
        FloatVector c1a = z, c1b = z;
        FloatVector c2a = z, c2b = z;
        FloatVector c3a = z, c3b = z;
        FloatVector c4a = z, c4b = z;
        FloatVector c5a = z, c5b = z;
        for (int x = 0, p = panelStart, q = aStart; x < k; x++, p += 2 * L, q += aColumn) {
            FloatVector b0 = fromArray(FLOAT, panel, p), b1 = fromArray(FLOAT, panel, p + L), w;
            int r = q;
            w = broadcast(FLOAT, a[r]); c0a = w.fma(b0, c0a); c0b = w.fma(b1, c0b); r += aRow;
            w = broadcast(FLOAT, a[r]); c1a = w.fma(b0, c1a); c1b = w.fma(b1, c1b); r += aRow;
            w = broadcast(FLOAT, a[r]); c2a = w.fma(b0, c2a); c2b = w.fma(b1, c2b); r += aRow;
            w = broadcast(FLOAT, a[r]); c3a = w.fma(b0, c3a); c3b = w.fma(b1, c3b); r += aRow;
            w = broadcast(FLOAT, a[r]); c4a = w.fma(b0, c4a); c4b = w.fma(b1, c4b); r += aRow;
            w = broadcast(FLOAT, a[r]); c5a = w.fma(b0, c5a); c5b = w.fma(b1, c5b);
        }
        int d = cStart;
        c0a.intoArray(c, d); c0b.intoArray(c, d + L); d += ldc;
        c1a.intoArray(c, d); c1b.intoArray(c, d + L); d += ldc;
        c2a.intoArray(c, d); c2b.intoArray(c, d + L); d += ldc;
        c3a.intoArray(c, d); c3b.intoArray(c, d + L); d += ldc;
        c4a.intoArray(c, d); c4b.intoArray(c, d + L); d += ldc;
        c5a.intoArray(c, d); c5b.intoArray(c, d + L);
    }

    private static void tile4x2(
            float[] a, int aStart, int aRow, int aColumn, float[] panel, int panelStart, int k,
            float[] c, int cStart, int ldc) {
        FloatVector z = zero(FLOAT);
        FloatVector c0a = z, c0b = z;
        FloatVector c1a = z, c1b = z;
        FloatVector c2a = z, c2b = z;
        FloatVector c3a = z, c3b = z;
        for (int x = 0, p = panelStart, q = aStart; x < k; x++, p += 2 * L, q += aColumn) {
            FloatVector b0 = fromArray(FLOAT, panel, p), b1 = fromArray(FLOAT, panel, p + L), w;
            int r = q;
            w = broadcast(FLOAT, a[r]); c0a = w.fma(b0, c0a); c0b = w.fma(b1, c0b); r += aRow;
            w = broadcast(FLOAT, a[r]); c1a = w.fma(b0, c1a); c1b = w.fma(b1, c1b); r += aRow;
            w = broadcast(FLOAT, a[r]); c2a = w.fma(b0, c2a); c2b = w.fma(b1, c2b); r += aRow;
            w = broadcast(FLOAT, a[r]); c3a = w.fma(b0, c3a); c3b = w.fma(b1, c3b);
        }
        int d = cStart;
        c0a.intoArray(c, d); c0b.intoArray(c, d + L); d += ldc;
        c1a.intoArray(c, d); c1b.intoArray(c, d + L); d += ldc;
        c2a.intoArray(c, d); c2b.intoArray(c, d + L); d += ldc;
        c3a.intoArray(c, d); c3b.intoArray(c, d + L);
    }

    private static void tile2x2(
            float[] a, int aStart, int aRow, int aColumn, float[] panel, int panelStart, int k,
            float[] c, int cStart, int ldc) {
        FloatVector z = zero(FLOAT);
        FloatVector c0a = z, c0b = z;
        FloatVector c1a = z, c1b = z;
        for (int x = 0, p = panelStart, q = aStart; x < k; x++, p += 2 * L, q += aColumn) {
            FloatVector b0 = fromArray(FLOAT, panel, p), b1 = fromArray(FLOAT, panel, p + L), w;
            int r = q;
            w = broadcast(FLOAT, a[r]); c0a = w.fma(b0, c0a); c0b = w.fma(b1, c0b); r += aRow;
            w = broadcast(FLOAT, a[r]); c1a = w.fma(b0, c1a); c1b = w.fma(b1, c1b);
        }
        int d = cStart;
        c0a.intoArray(c, d); c0b.intoArray(c, d + L); d += ldc;
        c1a.intoArray(c, d); c1b.intoArray(c, d + L);
    }

    private static void tile1x2(
            float[] a, int aStart, int aColumn, float[] panel, int panelStart, int k, float[] c, int cStart) {
        FloatVector z = zero(FLOAT);
        FloatVector c0a = z, c0b = z;
        for (int x = 0, p = panelStart, q = aStart; x < k; x++, p += 2 * L, q += aColumn) {
            FloatVector b0 = fromArray(FLOAT, panel, p), b1 = fromArray(FLOAT, panel, p + L), w;
            w = broadcast(FLOAT, a[q]); c0a = w.fma(b0, c0a); c0b = w.fma(b1, c0b);
        }
        c0a.intoArray(c, cStart); c0b.intoArray(c, cStart + L);
    }

    private static void tile14x1(
            float[] a, int aStart, int aRow, int aColumn, float[] panel, int panelStart, int k,
            float[] c, int cStart, int ldc) {
        FloatVector z = zero(FLOAT);
        FloatVector c0a = z;
        FloatVector c1a = z;
        FloatVector c2a = z;
        FloatVector c3a = z;
        FloatVector c4a = z;
        FloatVector c5a = z;
        FloatVector c6a = z;
        FloatVector c7a = z;
        FloatVector c8a = z;
        FloatVector c9a = z;
        FloatVector c10a = z;
        FloatVector c11a = z;
        FloatVector c12a = z;
        FloatVector c13a = z;
        for (int x = 0, p = panelStart, q = aStart; x < k; x++, p += 1 * L, q += aColumn) {
            FloatVector b0 = fromArray(FLOAT, panel, p), w;
            int r = q;
            w = broadcast(FLOAT, a[r]); c0a = w.fma(b0, c0a); r += aRow;
            w = broadcast(FLOAT, a[r]); c1a = w.fma(b0, c1a); r += aRow;
            w = broadcast(FLOAT, a[r]); c2a = w.fma(b0, c2a); r += aRow;
            w = broadcast(FLOAT, a[r]); c3a = w.fma(b0, c3a); r += aRow;
            w = broadcast(FLOAT, a[r]); c4a = w.fma(b0, c4a); r += aRow;
            w = broadcast(FLOAT, a[r]); c5a = w.fma(b0, c5a); r += aRow;
            w = broadcast(FLOAT, a[r]); c6a = w.fma(b0, c6a); r += aRow;
            w = broadcast(FLOAT, a[r]); c7a = w.fma(b0, c7a); r += aRow;
            w = broadcast(FLOAT, a[r]); c8a = w.fma(b0, c8a); r += aRow;
            w = broadcast(FLOAT, a[r]); c9a = w.fma(b0, c9a); r += aRow;
            w = broadcast(FLOAT, a[r]); c10a = w.fma(b0, c10a); r += aRow;
            w = broadcast(FLOAT, a[r]); c11a = w.fma(b0, c11a); r += aRow;
            w = broadcast(FLOAT, a[r]); c12a = w.fma(b0, c12a); r += aRow;
            w = broadcast(FLOAT, a[r]); c13a = w.fma(b0, c13a);
        }
        int d = cStart;
        c0a.intoArray(c, d); d += ldc;
        c1a.intoArray(c, d); d += ldc;
        c2a.intoArray(c, d); d += ldc;
        c3a.intoArray(c, d); d += ldc;
        c4a.intoArray(c, d); d += ldc;
        c5a.intoArray(c, d); d += ldc;
        c6a.intoArray(c, d); d += ldc;
        c7a.intoArray(c, d); d += ldc;
        c8a.intoArray(c, d); d += ldc;
        c9a.intoArray(c, d); d += ldc;
        c10a.intoArray(c, d); d += ldc;
        c11a.intoArray(c, d); d += ldc;
        c12a.intoArray(c, d); d += ldc;
        c13a.intoArray(c, d);
    }

    private static void tile4x1(
            float[] a, int aStart, int aRow, int aColumn, float[] panel, int panelStart, int k,
            float[] c, int cStart, int ldc) {
        FloatVector z = zero(FLOAT);
        FloatVector c0a = z;
        FloatVector c1a = z;
        FloatVector c2a = z;
        FloatVector c3a = z;
        for (int x = 0, p = panelStart, q = aStart; x < k; x++, p += 1 * L, q += aColumn) {
            FloatVector b0 = fromArray(FLOAT, panel, p), w;
            int r = q;
            w = broadcast(FLOAT, a[r]); c0a = w.fma(b0, c0a); r += aRow;
            w = broadcast(FLOAT, a[r]); c1a = w.fma(b0, c1a); r += aRow;
            w = broadcast(FLOAT, a[r]); c2a = w.fma(b0, c2a); r += aRow;
            w = broadcast(FLOAT, a[r]); c3a = w.fma(b0, c3a);
        }
        int d = cStart;
        c0a.intoArray(c, d); d += ldc;
        c1a.intoArray(c, d); d += ldc;
        c2a.intoArray(c, d); d += ldc;
        c3a.intoArray(c, d);
    }

    private static void tile1x1(
            float[] a, int aStart, int aColumn, float[] panel, int panelStart, int k, float[] c, int cStart) {
        FloatVector z = zero(FLOAT);
        FloatVector c0a = z;
        for (int x = 0, p = panelStart, q = aStart; x < k; x++, p += 1 * L, q += aColumn) {
            FloatVector b0 = fromArray(FLOAT, panel, p), w;
            w = broadcast(FLOAT, a[q]); c0a = w.fma(b0, c0a);
        }
        c0a.intoArray(c, cStart);
    }
    // spotless:on
}
