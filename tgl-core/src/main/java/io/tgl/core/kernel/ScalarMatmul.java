package io.tgl.core.kernel;

import static io.tgl.core.kernel.FusedMultiplyAdd.fma;

import io.tgl.core.parallel.Workers;
import java.util.Arrays;

/**
 * The matrix product as {@link Kernels#matmul} defines it, in loops i-k-j, which are three times as fast as i-j-k and
 * give the same bits.
 */
final class ScalarMatmul {
    /** Columns of C that are done at a time: bounds the copy of B. */
    private static final int COLUMNS = 512;

    private static final int ROWS = 16;

    private ScalarMatmul() {}

    static void multiply(MatrixProduct p, Workers workers) {
        if (p.k() == 0) {
            p.clearUnlessAccumulated();
            return;
        }
        for (int j = 0; j < p.n(); j += COLUMNS) {
            int columns = Math.min(COLUMNS, p.n() - j);
            for (int x = 0; x < p.k(); x += Kernels.BLOCK) {
                multiplyBlock(p, j, columns, x, Math.min(Kernels.BLOCK, p.k() - x), workers);
            }
        }
    }

    private static void multiplyBlock(MatrixProduct p, int j, int columns, int x, int length, Workers workers) {
        float[] block = copyOfB(p, j, columns, x, length);
        int tasks = (p.m() + ROWS - 1) / ROWS;
        (p.threads(workers) == 1 ? Workers.single() : workers).run(tasks, task -> {
            float[] sums = new float[columns];
            for (int i = task * ROWS; i < Math.min(p.m(), (task + 1) * ROWS); i++) {
                multiplyRow(p, i, x, length, block, sums);
                store(sums, p.c(), p.cOffset() + i * p.ldc() + j, p.addsAt(x));
            }
        });
    }

    private static float[] copyOfB(MatrixProduct p, int j, int columns, int x, int length) {
        float[] block = new float[length * columns];
        for (int y = 0; y < length; y++) {
            int from = p.bOffset() + (x + y) * p.bRow() + j * p.bColumn();
            for (int l = 0; l < columns; l++) {
                block[y * columns + l] = p.b()[from + l * p.bColumn()];
            }
        }
        return block;
    }

    private static void multiplyRow(MatrixProduct p, int i, int x, int length, float[] block, float[] sums) {
        Arrays.fill(sums, 0f);
        for (int y = 0; y < length; y++) {
            float w = p.a()[p.aOffset() + i * p.aRow() + (x + y) * p.aColumn()];
            int from = y * sums.length;
            for (int l = 0; l < sums.length; l++) {
                sums[l] = fma(w, block[from + l], sums[l]);
            }
        }
    }

    private static void store(float[] sums, float[] c, int offset, boolean add) {
        for (int l = 0; l < sums.length; l++) {
            c[offset + l] = add ? c[offset + l] + sums[l] : sums[l];
        }
    }
}
