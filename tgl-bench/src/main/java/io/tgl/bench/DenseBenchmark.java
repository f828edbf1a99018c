package io.tgl.bench;

import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.parallel.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Dense products on one thread beside OpenBLAS on one thread, in turns, at the shapes of these models, packing included:
 * Y = X W^T (a layer), dX = dY W (the gradient of its input) and dW += dY^T X (of its weight). A figure is the median of
 * 15 rounds after a warm-up.
 */
public final class DenseBenchmark {
    private static final int[][] SHAPES = {
        {200, 100, 100}, {600, 172, 172}, {2000, 172, 172}, {2000, 616, 516}, {4000, 444, 172}
    };
    private static final double GOAL = 0.70;

    private DenseBenchmark() {}

    /** Runs it: about a minute. */
    public static List<Figure> run() {
        String core = OpenBlas.start();
        Kernels kernels = KernelProvider.kernels();
        List<Figure> figures = new ArrayList<>();
        for (int[] shape : SHAPES) {
            int rows = shape[0];
            int in = shape[1];
            int out = shape[2];
            measure(figures, kernels, core, new Product("Y = X W^T", false, true, rows, out, in, false));
            measure(figures, kernels, core, new Product("dX = dY W", false, false, rows, in, out, false));
            measure(figures, kernels, core, new Product("dW += dY^T X", true, false, out, in, rows, true));
        }
        return figures;
    }

    private record Product(
            String name, boolean transposeA, boolean transposeB, int m, int n, int k, boolean accumulate) {
        double flop() {
            return 2.0 * m * n * k;
        }

        String title() {
            return "%s, [%d, %d] x [%d, %d]".formatted(name, m, k, k, n);
        }

        void ours(Kernels kernels, float[] a, float[] b, float[] c) {
            int lda = transposeA ? m : k;
            int ldb = transposeB ? k : n;
            kernels.matmul(
                    transposeA, transposeB, m, n, k, a, 0, lda, b, 0, ldb, c, 0, n, accumulate, Workers.single());
        }

        void theirs(FloatPointer a, FloatPointer b, FloatPointer c) {
            OpenBlas.multiply(transposeA, transposeB, m, n, k, a, b, c, accumulate);
        }
    }

    private static void measure(List<Figure> figures, Kernels kernels, String core, Product product) {
        float[] a = random(product.m * product.k, 1);
        float[] b = random(product.k * product.n, 2);
        float[] c = new float[product.m * product.n];
        try (FloatPointer nativeA = new FloatPointer(a);
                FloatPointer nativeB = new FloatPointer(b);
                FloatPointer nativeC = new FloatPointer(c)) {
            double[] nanoseconds = Rounds.inTurns(
                    () -> product.ours(kernels, a, b, c), () -> product.theirs(nativeA, nativeB, nativeC));
            double ours = product.flop() / nanoseconds[0];
            double theirs = product.flop() / nanoseconds[1];
            figures.add(new Figure("dense " + product.title(), ours, "GFLOP/s", Double.NaN, true));
            figures.add(new Figure("  OpenBLAS for " + core, theirs, "GFLOP/s", Double.NaN, true));
            figures.add(new Figure("  ours / OpenBLAS", ours / theirs, "", GOAL, true));
        }
    }

    private static float[] random(int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble() - 0.5f;
        }
        return values;
    }
}
