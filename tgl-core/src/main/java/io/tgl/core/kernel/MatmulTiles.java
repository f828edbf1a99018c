package io.tgl.core.kernel;

import static io.tgl.core.kernel.VectorShapes.FLOAT;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernels of the matrix product: a tile of C of some rows and one or two vectors of columns, each element one
 * chain of fused multiply-adds over one block of the inner index. All accumulators stay in registers: 14 rows of two
 * vectors for 32 registers, 6 rows for 16. Each kernel is self-contained on purpose: a vector handed to a method that
 * is not inlined is boxed. The lines are a table, one row of the tile a line, so they are not wrapped.
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
     * @param add whether to add to C instead of replacing it
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
            int ldc,
            boolean add) {
        int height = height(vectors, rows);
        switch (vectors * 16 + height) {
            case 2 * 16 + 14 -> tile14x2(a, aStart, aRow, aColumn, panel, panelStart, k, c, cStart, ldc, add);
            case 2 * 16 + 6 -> tile6x2(a, aStart, aRow, aColumn, panel, panelStart, k, c, cStart, ldc, add);
            case 2 * 16 + 4 -> tile4x2(a, aStart, aRow, aColumn, panel, panelStart, k, c, cStart, ldc, add);
            case 2 * 16 + 2 -> tile2x2(a, aStart, aRow, aColumn, panel, panelStart, k, c, cStart, ldc, add);
            case 2 * 16 + 1 -> tile1x2(a, aStart, aColumn, panel, panelStart, k, c, cStart, add);
            case 1 * 16 + 14 -> tile14x1(a, aStart, aRow, aColumn, panel, panelStart, k, c, cStart, ldc, add);
            case 1 * 16 + 4 -> tile4x1(a, aStart, aRow, aColumn, panel, panelStart, k, c, cStart, ldc, add);
            case 1 * 16 + 1 -> tile1x1(a, aStart, aColumn, panel, panelStart, k, c, cStart, add);
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

    private static FloatVector zero() {
        return FloatVector.zero(FLOAT);
    }

    private static FloatVector load(float[] from, int offset) {
        return FloatVector.fromArray(FLOAT, from, offset);
    }

    // spotless:off
    private static void tile14x2(
            float[] a, int aStart, int aRow, int aColumn, float[] panel, int panelStart, int k,
            float[] c, int cStart, int ldc, boolean add) {
        FloatVector c0a = zero(), c0b = zero();
        FloatVector c1a = zero(), c1b = zero();
        FloatVector c2a = zero(), c2b = zero();
        FloatVector c3a = zero(), c3b = zero();
        FloatVector c4a = zero(), c4b = zero();
        FloatVector c5a = zero(), c5b = zero();
        FloatVector c6a = zero(), c6b = zero();
        FloatVector c7a = zero(), c7b = zero();
        FloatVector c8a = zero(), c8b = zero();
        FloatVector c9a = zero(), c9b = zero();
        FloatVector c10a = zero(), c10b = zero();
        FloatVector c11a = zero(), c11b = zero();
        FloatVector c12a = zero(), c12b = zero();
        FloatVector c13a = zero(), c13b = zero();
        for (int x = 0, p = panelStart, q = aStart; x < k; x++, p += 2 * L, q += aColumn) {
            FloatVector b0 = load(panel, p), b1 = load(panel, p + L), w;
            int r = q;
            w = FloatVector.broadcast(FLOAT, a[r]); c0a = w.fma(b0, c0a); c0b = w.fma(b1, c0b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c1a = w.fma(b0, c1a); c1b = w.fma(b1, c1b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c2a = w.fma(b0, c2a); c2b = w.fma(b1, c2b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c3a = w.fma(b0, c3a); c3b = w.fma(b1, c3b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c4a = w.fma(b0, c4a); c4b = w.fma(b1, c4b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c5a = w.fma(b0, c5a); c5b = w.fma(b1, c5b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c6a = w.fma(b0, c6a); c6b = w.fma(b1, c6b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c7a = w.fma(b0, c7a); c7b = w.fma(b1, c7b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c8a = w.fma(b0, c8a); c8b = w.fma(b1, c8b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c9a = w.fma(b0, c9a); c9b = w.fma(b1, c9b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c10a = w.fma(b0, c10a); c10b = w.fma(b1, c10b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c11a = w.fma(b0, c11a); c11b = w.fma(b1, c11b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c12a = w.fma(b0, c12a); c12b = w.fma(b1, c12b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c13a = w.fma(b0, c13a); c13b = w.fma(b1, c13b);
        }
        int d = cStart;
        if (add) {
            c0a = load(c, d).add(c0a); c0b = load(c, d + L).add(c0b); d += ldc;
            c1a = load(c, d).add(c1a); c1b = load(c, d + L).add(c1b); d += ldc;
            c2a = load(c, d).add(c2a); c2b = load(c, d + L).add(c2b); d += ldc;
            c3a = load(c, d).add(c3a); c3b = load(c, d + L).add(c3b); d += ldc;
            c4a = load(c, d).add(c4a); c4b = load(c, d + L).add(c4b); d += ldc;
            c5a = load(c, d).add(c5a); c5b = load(c, d + L).add(c5b); d += ldc;
            c6a = load(c, d).add(c6a); c6b = load(c, d + L).add(c6b); d += ldc;
            c7a = load(c, d).add(c7a); c7b = load(c, d + L).add(c7b); d += ldc;
            c8a = load(c, d).add(c8a); c8b = load(c, d + L).add(c8b); d += ldc;
            c9a = load(c, d).add(c9a); c9b = load(c, d + L).add(c9b); d += ldc;
            c10a = load(c, d).add(c10a); c10b = load(c, d + L).add(c10b); d += ldc;
            c11a = load(c, d).add(c11a); c11b = load(c, d + L).add(c11b); d += ldc;
            c12a = load(c, d).add(c12a); c12b = load(c, d + L).add(c12b); d += ldc;
            c13a = load(c, d).add(c13a); c13b = load(c, d + L).add(c13b);
        }
        d = cStart;
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
            float[] c, int cStart, int ldc, boolean add) {
        FloatVector c0a = zero(), c0b = zero();
        FloatVector c1a = zero(), c1b = zero();
        FloatVector c2a = zero(), c2b = zero();
        FloatVector c3a = zero(), c3b = zero();
        FloatVector c4a = zero(), c4b = zero();
        FloatVector c5a = zero(), c5b = zero();
        for (int x = 0, p = panelStart, q = aStart; x < k; x++, p += 2 * L, q += aColumn) {
            FloatVector b0 = load(panel, p), b1 = load(panel, p + L), w;
            int r = q;
            w = FloatVector.broadcast(FLOAT, a[r]); c0a = w.fma(b0, c0a); c0b = w.fma(b1, c0b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c1a = w.fma(b0, c1a); c1b = w.fma(b1, c1b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c2a = w.fma(b0, c2a); c2b = w.fma(b1, c2b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c3a = w.fma(b0, c3a); c3b = w.fma(b1, c3b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c4a = w.fma(b0, c4a); c4b = w.fma(b1, c4b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c5a = w.fma(b0, c5a); c5b = w.fma(b1, c5b);
        }
        int d = cStart;
        if (add) {
            c0a = load(c, d).add(c0a); c0b = load(c, d + L).add(c0b); d += ldc;
            c1a = load(c, d).add(c1a); c1b = load(c, d + L).add(c1b); d += ldc;
            c2a = load(c, d).add(c2a); c2b = load(c, d + L).add(c2b); d += ldc;
            c3a = load(c, d).add(c3a); c3b = load(c, d + L).add(c3b); d += ldc;
            c4a = load(c, d).add(c4a); c4b = load(c, d + L).add(c4b); d += ldc;
            c5a = load(c, d).add(c5a); c5b = load(c, d + L).add(c5b);
        }
        d = cStart;
        c0a.intoArray(c, d); c0b.intoArray(c, d + L); d += ldc;
        c1a.intoArray(c, d); c1b.intoArray(c, d + L); d += ldc;
        c2a.intoArray(c, d); c2b.intoArray(c, d + L); d += ldc;
        c3a.intoArray(c, d); c3b.intoArray(c, d + L); d += ldc;
        c4a.intoArray(c, d); c4b.intoArray(c, d + L); d += ldc;
        c5a.intoArray(c, d); c5b.intoArray(c, d + L);
    }

    private static void tile4x2(
            float[] a, int aStart, int aRow, int aColumn, float[] panel, int panelStart, int k,
            float[] c, int cStart, int ldc, boolean add) {
        FloatVector c0a = zero(), c0b = zero();
        FloatVector c1a = zero(), c1b = zero();
        FloatVector c2a = zero(), c2b = zero();
        FloatVector c3a = zero(), c3b = zero();
        for (int x = 0, p = panelStart, q = aStart; x < k; x++, p += 2 * L, q += aColumn) {
            FloatVector b0 = load(panel, p), b1 = load(panel, p + L), w;
            int r = q;
            w = FloatVector.broadcast(FLOAT, a[r]); c0a = w.fma(b0, c0a); c0b = w.fma(b1, c0b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c1a = w.fma(b0, c1a); c1b = w.fma(b1, c1b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c2a = w.fma(b0, c2a); c2b = w.fma(b1, c2b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c3a = w.fma(b0, c3a); c3b = w.fma(b1, c3b);
        }
        int d = cStart;
        if (add) {
            c0a = load(c, d).add(c0a); c0b = load(c, d + L).add(c0b); d += ldc;
            c1a = load(c, d).add(c1a); c1b = load(c, d + L).add(c1b); d += ldc;
            c2a = load(c, d).add(c2a); c2b = load(c, d + L).add(c2b); d += ldc;
            c3a = load(c, d).add(c3a); c3b = load(c, d + L).add(c3b);
        }
        d = cStart;
        c0a.intoArray(c, d); c0b.intoArray(c, d + L); d += ldc;
        c1a.intoArray(c, d); c1b.intoArray(c, d + L); d += ldc;
        c2a.intoArray(c, d); c2b.intoArray(c, d + L); d += ldc;
        c3a.intoArray(c, d); c3b.intoArray(c, d + L);
    }

    private static void tile2x2(
            float[] a, int aStart, int aRow, int aColumn, float[] panel, int panelStart, int k,
            float[] c, int cStart, int ldc, boolean add) {
        FloatVector c0a = zero(), c0b = zero();
        FloatVector c1a = zero(), c1b = zero();
        for (int x = 0, p = panelStart, q = aStart; x < k; x++, p += 2 * L, q += aColumn) {
            FloatVector b0 = load(panel, p), b1 = load(panel, p + L), w;
            int r = q;
            w = FloatVector.broadcast(FLOAT, a[r]); c0a = w.fma(b0, c0a); c0b = w.fma(b1, c0b); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c1a = w.fma(b0, c1a); c1b = w.fma(b1, c1b);
        }
        int d = cStart;
        if (add) {
            c0a = load(c, d).add(c0a); c0b = load(c, d + L).add(c0b); d += ldc;
            c1a = load(c, d).add(c1a); c1b = load(c, d + L).add(c1b);
        }
        d = cStart;
        c0a.intoArray(c, d); c0b.intoArray(c, d + L); d += ldc;
        c1a.intoArray(c, d); c1b.intoArray(c, d + L);
    }

    private static void tile1x2(
            float[] a, int aStart, int aColumn, float[] panel, int panelStart, int k, float[] c, int cStart,
            boolean add) {
        FloatVector c0a = zero(), c0b = zero();
        for (int x = 0, p = panelStart, q = aStart; x < k; x++, p += 2 * L, q += aColumn) {
            FloatVector b0 = load(panel, p), b1 = load(panel, p + L), w;
            w = FloatVector.broadcast(FLOAT, a[q]); c0a = w.fma(b0, c0a); c0b = w.fma(b1, c0b);
        }
        if (add) {
            c0a = load(c, cStart).add(c0a); c0b = load(c, cStart + L).add(c0b);
        }
        c0a.intoArray(c, cStart); c0b.intoArray(c, cStart + L);
    }

    private static void tile14x1(
            float[] a, int aStart, int aRow, int aColumn, float[] panel, int panelStart, int k,
            float[] c, int cStart, int ldc, boolean add) {
        FloatVector c0a = zero();
        FloatVector c1a = zero();
        FloatVector c2a = zero();
        FloatVector c3a = zero();
        FloatVector c4a = zero();
        FloatVector c5a = zero();
        FloatVector c6a = zero();
        FloatVector c7a = zero();
        FloatVector c8a = zero();
        FloatVector c9a = zero();
        FloatVector c10a = zero();
        FloatVector c11a = zero();
        FloatVector c12a = zero();
        FloatVector c13a = zero();
        for (int x = 0, p = panelStart, q = aStart; x < k; x++, p += 1 * L, q += aColumn) {
            FloatVector b0 = load(panel, p), w;
            int r = q;
            w = FloatVector.broadcast(FLOAT, a[r]); c0a = w.fma(b0, c0a); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c1a = w.fma(b0, c1a); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c2a = w.fma(b0, c2a); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c3a = w.fma(b0, c3a); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c4a = w.fma(b0, c4a); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c5a = w.fma(b0, c5a); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c6a = w.fma(b0, c6a); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c7a = w.fma(b0, c7a); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c8a = w.fma(b0, c8a); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c9a = w.fma(b0, c9a); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c10a = w.fma(b0, c10a); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c11a = w.fma(b0, c11a); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c12a = w.fma(b0, c12a); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c13a = w.fma(b0, c13a);
        }
        int d = cStart;
        if (add) {
            c0a = load(c, d).add(c0a); d += ldc;
            c1a = load(c, d).add(c1a); d += ldc;
            c2a = load(c, d).add(c2a); d += ldc;
            c3a = load(c, d).add(c3a); d += ldc;
            c4a = load(c, d).add(c4a); d += ldc;
            c5a = load(c, d).add(c5a); d += ldc;
            c6a = load(c, d).add(c6a); d += ldc;
            c7a = load(c, d).add(c7a); d += ldc;
            c8a = load(c, d).add(c8a); d += ldc;
            c9a = load(c, d).add(c9a); d += ldc;
            c10a = load(c, d).add(c10a); d += ldc;
            c11a = load(c, d).add(c11a); d += ldc;
            c12a = load(c, d).add(c12a); d += ldc;
            c13a = load(c, d).add(c13a);
        }
        d = cStart;
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
            float[] c, int cStart, int ldc, boolean add) {
        FloatVector c0a = zero();
        FloatVector c1a = zero();
        FloatVector c2a = zero();
        FloatVector c3a = zero();
        for (int x = 0, p = panelStart, q = aStart; x < k; x++, p += 1 * L, q += aColumn) {
            FloatVector b0 = load(panel, p), w;
            int r = q;
            w = FloatVector.broadcast(FLOAT, a[r]); c0a = w.fma(b0, c0a); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c1a = w.fma(b0, c1a); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c2a = w.fma(b0, c2a); r += aRow;
            w = FloatVector.broadcast(FLOAT, a[r]); c3a = w.fma(b0, c3a);
        }
        int d = cStart;
        if (add) {
            c0a = load(c, d).add(c0a); d += ldc;
            c1a = load(c, d).add(c1a); d += ldc;
            c2a = load(c, d).add(c2a); d += ldc;
            c3a = load(c, d).add(c3a);
        }
        d = cStart;
        c0a.intoArray(c, d); d += ldc;
        c1a.intoArray(c, d); d += ldc;
        c2a.intoArray(c, d); d += ldc;
        c3a.intoArray(c, d);
    }

    private static void tile1x1(
            float[] a, int aStart, int aColumn, float[] panel, int panelStart, int k, float[] c, int cStart,
            boolean add) {
        FloatVector c0a = zero();
        for (int x = 0, p = panelStart, q = aStart; x < k; x++, p += 1 * L, q += aColumn) {
            FloatVector b0 = load(panel, p), w;
            w = FloatVector.broadcast(FLOAT, a[q]); c0a = w.fma(b0, c0a);
        }
        if (add) {
            c0a = load(c, cStart).add(c0a);
        }
        c0a.intoArray(c, cStart);
    }
    // spotless:on
}
