package io.tgl.core.kernel;

import static io.tgl.core.kernel.VectorShapes.FLOAT;

import io.tgl.core.parallel.Workers;
import jdk.incubator.vector.FloatVector;

/**
 * Matrix products of a few rows or a few columns, where packing would cost more than it gains: each of the few rows (or
 * columns) times the large operand, read in place. Where the large operand is contiguous along the outputs, by vectors of
 * outputs, else by eight scalar chains at a time.
 */
final class ThinMatmul {
    private static final int L = FLOAT.length();
    /** Outputs a task, at least. */
    private static final int CHUNK = 64;

    private ThinMatmul() {}

    /** One of the few rows or columns: the small operand and C as vectors, the large operand as a matrix. */
    private record Line(
            int k,
            float[] small,
            int smallOffset,
            int smallStep,
            float[] large,
            int largeOffset,
            int largeStep,
            int largeOutput,
            float[] c,
            int cOffset,
            int cOutput) {}

    static void multiply(MatrixProduct p, Workers workers) {
        boolean fewRows = p.m() < p.n();
        int lines = Math.min(p.m(), p.n());
        int outputs = Math.max(p.m(), p.n());
        int chunks = Math.min(4 * workers.threads(), (outputs + CHUNK - 1) / CHUNK);
        workers.run(chunks, chunk -> {
            int from = (int) ((long) outputs * chunk / chunks);
            int to = (int) ((long) outputs * (chunk + 1) / chunks);
            float[] tile = Scratch.ofThread().tile;
            for (int line = 0; line < lines; line++) {
                multiply(fewRows ? row(p, line) : column(p, line), from, to, p.accumulate(), tile);
            }
        });
    }

    private static Line row(MatrixProduct p, int i) {
        int aStart = p.aOffset() + i * p.aRow();
        int cStart = p.cOffset() + i * p.ldc();
        return new Line(p.k(), p.a(), aStart, p.aColumn(), p.b(), p.bOffset(), p.bRow(), p.bColumn(), p.c(), cStart, 1);
    }

    private static Line column(MatrixProduct p, int j) {
        int bStart = p.bOffset() + j * p.bColumn();
        int cStart = p.cOffset() + j;
        return new Line(
                p.k(), p.b(), bStart, p.bRow(), p.a(), p.aOffset(), p.aColumn(), p.aRow(), p.c(), cStart, p.ldc());
    }

    private static void multiply(Line line, int from, int to, boolean accumulate, float[] tile) {
        for (int output = from; output < to; ) {
            int width = width(line, to - output);
            for (int x = 0; x < line.k; x += Kernels.BLOCK) {
                int k = Math.min(Kernels.BLOCK, line.k - x);
                int small = line.smallOffset + x * line.smallStep;
                int large = line.largeOffset + x * line.largeStep + output * line.largeOutput;
                chains(line, width, small, large, k, tile);
                store(tile, width, line.c, line.cOffset + output * line.cOutput, line.cOutput, accumulate || x > 0);
            }
            output += width;
        }
    }

    private static int width(Line line, int left) {
        if (line.largeOutput == 1 && left >= L) {
            return left >= 4 * L ? 4 * L : L;
        }
        return left >= 8 ? 8 : 1;
    }

    private static void chains(Line line, int width, int small, int large, int k, float[] sums) {
        if (line.largeOutput == 1 && width == 4 * L) {
            fourVectors(line.small, small, line.smallStep, line.large, large, line.largeStep, k, sums);
        } else if (line.largeOutput == 1 && width == L) {
            oneVector(line.small, small, line.smallStep, line.large, large, line.largeStep, k, sums);
        } else if (width == 8) {
            eight(line.small, small, line.smallStep, line.large, large, line.largeStep, line.largeOutput, k, sums);
        } else {
            one(line.small, small, line.smallStep, line.large, large, line.largeStep, k, sums);
        }
    }

    private static void store(float[] sums, int width, float[] c, int start, int step, boolean add) {
        for (int l = 0, t = start; l < width; l++, t += step) {
            c[t] = add ? c[t] + sums[l] : sums[l];
        }
    }

    private static void fourVectors(
            float[] small, int s, int smallStep, float[] large, int q, int largeStep, int k, float[] sums) {
        FloatVector c0 = FloatVector.zero(FLOAT);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        for (int x = 0; x < k; x++) {
            FloatVector w = FloatVector.broadcast(FLOAT, small[s + x * smallStep]);
            int at = q + x * largeStep;
            c0 = w.fma(FloatVector.fromArray(FLOAT, large, at), c0);
            c1 = w.fma(FloatVector.fromArray(FLOAT, large, at + L), c1);
            c2 = w.fma(FloatVector.fromArray(FLOAT, large, at + 2 * L), c2);
            c3 = w.fma(FloatVector.fromArray(FLOAT, large, at + 3 * L), c3);
        }
        c0.intoArray(sums, 0);
        c1.intoArray(sums, L);
        c2.intoArray(sums, 2 * L);
        c3.intoArray(sums, 3 * L);
    }

    private static void oneVector(
            float[] small, int s, int smallStep, float[] large, int q, int largeStep, int k, float[] sums) {
        FloatVector c0 = FloatVector.zero(FLOAT);
        for (int x = 0; x < k; x++) {
            FloatVector w = FloatVector.broadcast(FLOAT, small[s + x * smallStep]);
            c0 = w.fma(FloatVector.fromArray(FLOAT, large, q + x * largeStep), c0);
        }
        c0.intoArray(sums, 0);
    }

    private static void eight(
            float[] small, int s, int smallStep, float[] large, int q, int step, int output, int k, float[] sums) {
        float c0 = 0f;
        float c1 = 0f;
        float c2 = 0f;
        float c3 = 0f;
        float c4 = 0f;
        float c5 = 0f;
        float c6 = 0f;
        float c7 = 0f;
        for (int x = 0; x < k; x++) {
            float w = small[s + x * smallStep];
            int at = q + x * step;
            c0 = Math.fma(w, large[at], c0);
            c1 = Math.fma(w, large[at + output], c1);
            c2 = Math.fma(w, large[at + 2 * output], c2);
            c3 = Math.fma(w, large[at + 3 * output], c3);
            c4 = Math.fma(w, large[at + 4 * output], c4);
            c5 = Math.fma(w, large[at + 5 * output], c5);
            c6 = Math.fma(w, large[at + 6 * output], c6);
            c7 = Math.fma(w, large[at + 7 * output], c7);
        }
        sums[0] = c0;
        sums[1] = c1;
        sums[2] = c2;
        sums[3] = c3;
        sums[4] = c4;
        sums[5] = c5;
        sums[6] = c6;
        sums[7] = c7;
    }

    private static void one(float[] small, int s, int smallStep, float[] large, int q, int step, int k, float[] sums) {
        float sum = 0f;
        for (int x = 0; x < k; x++) {
            sum = Math.fma(small[s + x * smallStep], large[q + x * step], sum);
        }
        sums[0] = sum;
    }
}
