package io.tgl.bench;

import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.parallel.Workers;
import java.util.ArrayList;
import java.util.List;

/**
 * GFLOP/s of dense products by shape, on one thread and on all: the three products of a layer (Y = X W^T, dX = dY W,
 * dW += dY^T X) from 64 rows to 30,000 and widths from 50 to 1,000, and the small products of attention. A figure is the
 * fastest of some calls.
 */
public final class ShapesBenchmark {
    private static final int[][] LAYERS = {
        {64, 100, 100}, {64, 172, 172}, {200, 50, 50}, {200, 172, 172}, {600, 172, 172}, {600, 400, 1000},
        {2000, 50, 50}, {2000, 172, 172}, {2000, 344, 172}, {8000, 50, 200}, {8000, 172, 688}, {30000, 50, 50},
        {30000, 100, 100}, {30000, 172, 172}
    };
    /** Rows, inner index, columns of one attention head: scores and weighted sums. */
    private static final int[][] HEADS = {{32, 136, 32}, {32, 32, 136}, {46, 100, 46}, {46, 46, 100}, {64, 86, 64}};

    private static final long NANOSECONDS = 40_000_000;

    private ShapesBenchmark() {}

    /** Runs it: about ten seconds. */
    public static List<Figure> run() {
        int threads = Workers.availableThreads();
        measureAll(Workers.single());
        measureAll(Workers.ofThreads(threads));
        List<Figure> figures = new ArrayList<>(measureAll(Workers.single()));
        if (threads > 1) {
            figures.addAll(measureAll(Workers.ofThreads(threads)));
        }
        return figures;
    }

    private static List<Figure> measureAll(Workers workers) {
        List<Figure> figures = new ArrayList<>();
        for (int[] s : LAYERS) {
            String layer = "%d rows, %d to %d, ".formatted(s[0], s[1], s[2]);
            figures.add(measure(layer + "Y = X W^T", false, true, s[0], s[2], s[1], workers));
            figures.add(measure(layer + "dX = dY W", false, false, s[0], s[1], s[2], workers));
            figures.add(measure(layer + "dW += dY^T X", true, false, s[2], s[1], s[0], workers));
        }
        for (int[] s : HEADS) {
            String head = "[%d, %d] x ".formatted(s[0], s[1]);
            figures.add(measure(head + "[%d, %d]^T".formatted(s[2], s[1]), false, true, s[0], s[2], s[1], workers));
            figures.add(measure(head + "[%d, %d]".formatted(s[1], s[2]), false, false, s[0], s[2], s[1], workers));
        }
        return figures;
    }

    private static Figure measure(
            String name, boolean transposeA, boolean transposeB, int m, int n, int k, Workers workers) {
        Kernels kernels = KernelProvider.kernels();
        float[] a = new float[m * k];
        float[] b = new float[n * k];
        float[] c = new float[m * n];
        int lda = transposeA ? m : k;
        int ldb = transposeB ? k : n;
        long begin = System.nanoTime();
        long best = Long.MAX_VALUE;
        long now = begin;
        while (now - begin < NANOSECONDS) {
            long start = now;
            kernels.matmul(transposeA, transposeB, m, n, k, a, 0, lda, b, 0, ldb, c, 0, n, transposeA, workers);
            now = System.nanoTime();
            best = Math.min(best, now - start);
        }
        String title = "%s, %d thread(s)".formatted(name, workers.threads());
        return new Figure(title, 2.0 * m * n * k / best, "GFLOP/s", Double.NaN, true);
    }
}
