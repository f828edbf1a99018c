package io.tgl.core.kernel;

import static io.tgl.core.kernel.VectorShapes.FLOAT;

import io.tgl.core.parallel.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Matrix products by tiles of C ({@link MatmulTiles}), one block of the inner index at a time. B is packed into panels of
 * two vectors of columns, padded with zeros; the last panel has one vector if that is enough. A is read in place.
 *
 * <p>A task packs a panel for itself and multiplies all rows with it, or, for the panels that do not divide evenly among
 * the threads, some of the rows: packing twice costs less than reading what another core has packed. Where the block of A
 * is larger than a cache, a task is a range of rows: it packs a group of panels and multiplies with them as many rows at a
 * time as stay in cache. Products of at most {@value #THIN} rows or columns are not packed: {@link ThinMatmul}.
 */
final class VectorMatmul {
    private static final int L = FLOAT.length();
    private static final int WIDTH = 2 * L;
    private static final int THIN = 3;
    /** Tiles of rows for which a panel is worth packing. */
    private static final int TILES = 2;
    /** Elements of a block of A from which on it is read once a group of panels. */
    private static final int TALL = 1 << 19;
    /** Elements of A that are multiplied with all panels of a group before the next are read. */
    private static final int ROWS_IN_CACHE = 48 << 10;
    /** Panels packed together. */
    private static final int GROUP = 16;

    private VectorMatmul() {}

    static void multiply(MatrixProduct p, Workers workers) {
        if (p.m() == 0 || p.n() == 0) {
            return;
        }
        if (p.k() == 0) {
            p.clearUnlessAccumulated();
            return;
        }
        Workers team = p.threads(workers) == 1 ? Workers.single() : workers;
        if (Math.min(p.m(), p.n()) <= THIN) {
            ThinMatmul.multiply(p, team);
            return;
        }
        int panels = (p.n() + WIDTH - 1) / WIDTH;
        if ((long) p.m() * blockLength(p, 0) < TALL) {
            multiplyPanels(p, panels, team);
            return;
        }
        for (int x = 0; x < p.k(); x += Kernels.BLOCK) {
            multiplyTall(p, panels, x, team);
        }
    }

    /** All panels of op(B), block after block of the inner index, packed once for many products. */
    static PreparedFactor prepare(boolean transposeB, int n, int k, float[] b, int bOffset, int ldb) {
        int panels = (n + WIDTH - 1) / WIDTH;
        int stride = panels * WIDTH;
        float[] packed = new float[Math.multiplyExact(stride, k)];
        MatrixProduct source = MatrixProduct.of(false, transposeB, 0, n, k, b, 0, k, b, bOffset, ldb, b, 0, n, false);
        for (int x = 0; x < k; x += Kernels.BLOCK) {
            for (int panel = 0; panel < panels; panel++) {
                pack(source, panel, x, packed, x * stride + panel * blockLength(source, x) * WIDTH);
            }
        }
        return (m, a, aOffset, lda, c, cOffset, ldc) -> {
            MatrixProduct p = MatrixProduct.of(
                    false, transposeB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc, false);
            if (k == 0) {
                p.clearUnlessAccumulated();
            }
            for (int x = 0; x < k; x += Kernels.BLOCK) {
                for (int panel = 0; panel < panels; panel++) {
                    int start = x * stride + panel * blockLength(p, x) * WIDTH;
                    multiplyRows(p, panel, x, packed, start, 0, m, Scratch.ofThread().tile);
                }
            }
        };
    }

    /** As many whole panels as divide evenly, then parts of the others. */
    private static void multiplyPanels(MatrixProduct p, int panels, Workers team) {
        int whole = (panels - 1) / team.threads() * team.threads();
        int tiles = tiles(p);
        int parts = Math.clamp(tiles / TILES, 1, team.threads());
        team.run(whole + (panels - whole) * parts, task -> {
            boolean all = task < whole;
            int panel = all ? task : whole + (task - whole) / parts;
            int part = (task - whole) % parts;
            Scratch scratch = Scratch.ofThread();
            int from = all ? 0 : firstRow(tiles, part, parts);
            int to = all ? p.m() : Math.min(p.m(), firstRow(tiles, part + 1, parts));
            for (int x = 0; x < p.k(); x += Kernels.BLOCK) {
                pack(p, panel, x, scratch.panel, 0);
                multiplyRows(p, panel, x, scratch.panel, 0, from, to, scratch.tile);
            }
        });
    }

    private static void multiplyTall(MatrixProduct p, int panels, int x, Workers team) {
        int tiles = tiles(p);
        int parts = team.threads() == 1 ? 1 : Math.min(tiles, 2 * team.threads());
        team.run(parts, part -> {
            int from = firstRow(tiles, part, parts);
            int to = Math.min(p.m(), firstRow(tiles, part + 1, parts));
            for (int group = 0; group < panels; group += GROUP) {
                multiplyGroup(p, group, Math.min(panels, group + GROUP), x, from, to);
            }
        });
    }

    private static void multiplyGroup(MatrixProduct p, int group, int end, int x, int from, int to) {
        Scratch scratch = Scratch.ofThread();
        int k = blockLength(p, x);
        int stride = k * WIDTH;
        float[] packed = scratch.panels((end - group) * stride);
        for (int panel = group; panel < end; panel++) {
            pack(p, panel, x, packed, (panel - group) * stride);
        }
        int rows = Math.max(1, ROWS_IN_CACHE / k / MatmulTiles.MAX_ROWS) * MatmulTiles.MAX_ROWS;
        for (int row = from; row < to; row += rows) {
            int last = Math.min(to, row + rows);
            for (int panel = group; panel < end; panel++) {
                multiplyRows(p, panel, x, packed, (panel - group) * stride, row, last, scratch.tile);
            }
        }
    }

    private static int tiles(MatrixProduct p) {
        return (p.m() + MatmulTiles.MAX_ROWS - 1) / MatmulTiles.MAX_ROWS;
    }

    private static int firstRow(int tiles, int part, int parts) {
        return (int) ((long) tiles * part / parts) * MatmulTiles.MAX_ROWS;
    }

    private static int blockLength(MatrixProduct p, int x) {
        return Math.min(Kernels.BLOCK, p.k() - x);
    }

    /** Columns of C in the panel. */
    private static int columns(MatrixProduct p, int panel) {
        return Math.min(WIDTH, p.n() - panel * WIDTH);
    }

    private static int vectors(int columns) {
        return columns <= L ? 1 : 2;
    }

    /** Rows from .. to - 1 of one panel of C, the block of the inner index that starts at x. */
    private static void multiplyRows(
            MatrixProduct p, int panel, int x, float[] packed, int start, int from, int to, float[] tile) {
        int columns = columns(p, panel);
        int vectors = vectors(columns);
        int k = blockLength(p, x);
        boolean add = p.addsAt(x);
        boolean whole = columns == vectors * L;
        boolean direct = whole && !add;
        float[] c = direct ? p.c() : tile;
        int ldc = direct ? p.ldc() : WIDTH;
        for (int i = from; i < to; ) {
            int a = p.aOffset() + i * p.aRow() + x * p.aColumn();
            int target = p.cOffset() + i * p.ldc() + panel * WIDTH;
            int rows = MatmulTiles.multiply(
                    vectors, to - i, p.a(), a, p.aRow(), p.aColumn(), packed, start, k, c, direct ? target : 0, ldc);
            if (!whole) {
                copyTile(tile, rows, columns, p.c(), target, p.ldc(), add);
            } else if (add) {
                addTile(tile, rows, vectors, p.c(), target, p.ldc());
            }
            i += rows;
        }
    }

    private static void addTile(float[] tile, int rows, int vectors, float[] c, int target, int ldc) {
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                int to = target + r * ldc + v * L;
                FloatVector.fromArray(FLOAT, c, to)
                        .add(FloatVector.fromArray(FLOAT, tile, r * WIDTH + v * L))
                        .intoArray(c, to);
            }
        }
    }

    private static void copyTile(float[] tile, int rows, int columns, float[] c, int target, int ldc, boolean add) {
        for (int r = 0; r < rows; r++) {
            int to = target + r * ldc;
            int from = r * WIDTH;
            for (int j = 0; j < columns; j++) {
                c[to + j] = add ? c[to + j] + tile[from + j] : tile[from + j];
            }
        }
    }

    private static void pack(MatrixProduct p, int panel, int x, float[] packed, int start) {
        int columns = columns(p, panel);
        int width = vectors(columns) * L;
        int k = blockLength(p, x);
        int from = p.bOffset() + x * p.bRow() + panel * WIDTH * p.bColumn();
        if (columns < width) {
            Arrays.fill(packed, start, start + k * width, 0f);
        }
        if (p.bColumn() != 1) {
            packTransposed(p.b(), from, p.bColumn(), k, columns, width, packed, start);
        } else if (columns == WIDTH) {
            packWhole(p.b(), from, p.bRow(), k, packed, start);
        } else {
            for (int y = 0; y < k; y++) {
                System.arraycopy(p.b(), from + y * p.bRow(), packed, start + y * width, columns);
            }
        }
    }

    private static void packWhole(float[] b, int from, int ldb, int k, float[] packed, int start) {
        for (int y = 0, f = from, t = start; y < k; y++, f += ldb, t += WIDTH) {
            FloatVector.fromArray(FLOAT, b, f).intoArray(packed, t);
            FloatVector.fromArray(FLOAT, b, f + L).intoArray(packed, t + L);
        }
    }

    /** Columns of the panel are rows of b: four at a time, so that reads and writes both are in order. */
    private static void packTransposed(
            float[] b, int from, int ldb, int k, int columns, int width, float[] packed, int start) {
        int j = 0;
        for (; j + 4 <= columns; j += 4) {
            int b0 = from + j * ldb;
            int b1 = b0 + ldb;
            int b2 = b1 + ldb;
            int b3 = b2 + ldb;
            for (int y = 0, t = start + j; y < k; y++, t += width) {
                packed[t] = b[b0 + y];
                packed[t + 1] = b[b1 + y];
                packed[t + 2] = b[b2 + y];
                packed[t + 3] = b[b3 + y];
            }
        }
        for (; j < columns; j++) {
            for (int y = 0; y < k; y++) {
                packed[start + y * width + j] = b[from + j * ldb + y];
            }
        }
    }
}
