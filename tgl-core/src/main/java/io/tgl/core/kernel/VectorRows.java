package io.tgl.core.kernel;

import static io.tgl.core.kernel.VectorShapes.FLOAT;
import static io.tgl.core.kernel.VectorShapes.HALF_FLOAT;

import jdk.incubator.vector.FloatVector;

/** {@link Kernels#addWeightedRows} with sums in registers: a block of columns, or four heads of one vector's width. */
final class VectorRows {
    private static final int LENGTH = FLOAT.length();
    private static final int HALF = HALF_FLOAT.length();

    private VectorRows() {}

    static void add(WeightedRows rows, int from, int to, int heads, int width, float[] y, int at) {
        int h = 0;
        if (width == HALF) {
            for (; h <= heads - 4; h += 4) {
                fourHalves(rows, from, to, h, y, at + h * HALF);
            }
        } else if (width == LENGTH) {
            for (; h <= heads - 4; h += 4) {
                fourHeads(rows, from, to, h, y, at + h * LENGTH);
            }
        }
        for (; h < heads; h++) {
            head(rows, from, to, h, width, y, at + h * width);
        }
    }

    private static void head(WeightedRows rows, int from, int to, int h, int width, float[] y, int at) {
        int j = 0;
        for (; j <= width - 4 * LENGTH; j += 4 * LENGTH) {
            fourBlocks(rows, from, to, h, h * width + j, y, at + j);
        }
        for (; j <= width - LENGTH; j += LENGTH) {
            block(rows, from, to, h, h * width + j, y, at + j);
        }
        if (j <= width - HALF) {
            half(rows, from, to, h, h * width + j, y, at + j);
            j += HALF;
        }
        if (j < width) {
            ScalarKernels.addRows(rows, from, to, h, h * width + j, width - j, y, at + j);
        }
    }

    private static void fourBlocks(WeightedRows rows, int from, int to, int h, int column, float[] y, int at) {
        int[] entry = rows.entry();
        float[] weight = rows.weight();
        int stride = rows.stride();
        int[] row = rows.row();
        float[] x = rows.x();
        int ld = rows.ld();
        FloatVector a = FloatVector.fromArray(FLOAT, y, at);
        FloatVector b = FloatVector.fromArray(FLOAT, y, at + LENGTH);
        FloatVector c = FloatVector.fromArray(FLOAT, y, at + 2 * LENGTH);
        FloatVector d = FloatVector.fromArray(FLOAT, y, at + 3 * LENGTH);
        for (int i = from; i < to; i++) {
            int e = entry[i];
            FloatVector w = FloatVector.broadcast(FLOAT, weight[e * stride + h]);
            int p = row[e] * ld + column;
            a = w.fma(FloatVector.fromArray(FLOAT, x, p), a);
            b = w.fma(FloatVector.fromArray(FLOAT, x, p + LENGTH), b);
            c = w.fma(FloatVector.fromArray(FLOAT, x, p + 2 * LENGTH), c);
            d = w.fma(FloatVector.fromArray(FLOAT, x, p + 3 * LENGTH), d);
        }
        a.intoArray(y, at);
        b.intoArray(y, at + LENGTH);
        c.intoArray(y, at + 2 * LENGTH);
        d.intoArray(y, at + 3 * LENGTH);
    }

    private static void block(WeightedRows rows, int from, int to, int h, int column, float[] y, int at) {
        int[] entry = rows.entry();
        float[] weight = rows.weight();
        int stride = rows.stride();
        int[] row = rows.row();
        float[] x = rows.x();
        int ld = rows.ld();
        FloatVector sum = FloatVector.fromArray(FLOAT, y, at);
        for (int i = from; i < to; i++) {
            int e = entry[i];
            FloatVector w = FloatVector.broadcast(FLOAT, weight[e * stride + h]);
            sum = w.fma(FloatVector.fromArray(FLOAT, x, row[e] * ld + column), sum);
        }
        sum.intoArray(y, at);
    }

    private static void half(WeightedRows rows, int from, int to, int h, int column, float[] y, int at) {
        int[] entry = rows.entry();
        float[] weight = rows.weight();
        int stride = rows.stride();
        int[] row = rows.row();
        float[] x = rows.x();
        int ld = rows.ld();
        FloatVector sum = FloatVector.fromArray(HALF_FLOAT, y, at);
        for (int i = from; i < to; i++) {
            int e = entry[i];
            FloatVector w = FloatVector.broadcast(HALF_FLOAT, weight[e * stride + h]);
            sum = w.fma(FloatVector.fromArray(HALF_FLOAT, x, row[e] * ld + column), sum);
        }
        sum.intoArray(y, at);
    }

    private static void fourHeads(WeightedRows rows, int from, int to, int h, float[] y, int at) {
        int[] entry = rows.entry();
        float[] weight = rows.weight();
        int stride = rows.stride();
        int[] row = rows.row();
        float[] x = rows.x();
        int ld = rows.ld();
        FloatVector a = FloatVector.fromArray(FLOAT, y, at);
        FloatVector b = FloatVector.fromArray(FLOAT, y, at + LENGTH);
        FloatVector c = FloatVector.fromArray(FLOAT, y, at + 2 * LENGTH);
        FloatVector d = FloatVector.fromArray(FLOAT, y, at + 3 * LENGTH);
        for (int i = from; i < to; i++) {
            int e = entry[i];
            int w = e * stride + h;
            int p = row[e] * ld + h * LENGTH;
            a = FloatVector.broadcast(FLOAT, weight[w]).fma(FloatVector.fromArray(FLOAT, x, p), a);
            b = FloatVector.broadcast(FLOAT, weight[w + 1]).fma(FloatVector.fromArray(FLOAT, x, p + LENGTH), b);
            c = FloatVector.broadcast(FLOAT, weight[w + 2]).fma(FloatVector.fromArray(FLOAT, x, p + 2 * LENGTH), c);
            d = FloatVector.broadcast(FLOAT, weight[w + 3]).fma(FloatVector.fromArray(FLOAT, x, p + 3 * LENGTH), d);
        }
        a.intoArray(y, at);
        b.intoArray(y, at + LENGTH);
        c.intoArray(y, at + 2 * LENGTH);
        d.intoArray(y, at + 3 * LENGTH);
    }

    private static void fourHalves(WeightedRows rows, int from, int to, int h, float[] y, int at) {
        int[] entry = rows.entry();
        float[] weight = rows.weight();
        int stride = rows.stride();
        int[] row = rows.row();
        float[] x = rows.x();
        int ld = rows.ld();
        FloatVector a = FloatVector.fromArray(HALF_FLOAT, y, at);
        FloatVector b = FloatVector.fromArray(HALF_FLOAT, y, at + HALF);
        FloatVector c = FloatVector.fromArray(HALF_FLOAT, y, at + 2 * HALF);
        FloatVector d = FloatVector.fromArray(HALF_FLOAT, y, at + 3 * HALF);
        for (int i = from; i < to; i++) {
            int e = entry[i];
            int w = e * stride + h;
            int p = row[e] * ld + h * HALF;
            a = FloatVector.broadcast(HALF_FLOAT, weight[w]).fma(FloatVector.fromArray(HALF_FLOAT, x, p), a);
            b = FloatVector.broadcast(HALF_FLOAT, weight[w + 1]).fma(FloatVector.fromArray(HALF_FLOAT, x, p + HALF), b);
            c = FloatVector.broadcast(HALF_FLOAT, weight[w + 2])
                    .fma(FloatVector.fromArray(HALF_FLOAT, x, p + 2 * HALF), c);
            d = FloatVector.broadcast(HALF_FLOAT, weight[w + 3])
                    .fma(FloatVector.fromArray(HALF_FLOAT, x, p + 3 * HALF), d);
        }
        a.intoArray(y, at);
        b.intoArray(y, at + HALF);
        c.intoArray(y, at + 2 * HALF);
        d.intoArray(y, at + 3 * HALF);
    }
}
