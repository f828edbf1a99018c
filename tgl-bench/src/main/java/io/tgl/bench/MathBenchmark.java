package io.tgl.bench;

import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Elementary functions and dropout masks on one thread, 16,384 elements a call, in cache. */
public final class MathBenchmark {
    private static final int LENGTH = 16_384;

    private MathBenchmark() {}

    /** Runs it: about fifteen seconds. */
    public static List<Figure> run() {
        Kernels kernels = KernelProvider.kernels();
        float[] ordinary = uniform(-8, 8);
        float[] times = uniform(-1e6, 1e6);
        float[] positive = uniform(1e-3, 1e3);
        float[] y = new float[LENGTH];
        List<Figure> figures = new ArrayList<>();
        add(figures, kernels, "tanh", () -> kernels.tanh(ordinary, 0, y, 0, LENGTH));
        add(figures, kernels, "exp", () -> kernels.exp(ordinary, 0, y, 0, LENGTH));
        add(figures, kernels, "sigmoid", () -> kernels.sigmoid(ordinary, 0, y, 0, LENGTH));
        add(figures, kernels, "cos, |x| up to a million", () -> kernels.cos(times, 0, y, 0, LENGTH));
        add(figures, kernels, "sin, |x| up to a million", () -> kernels.sin(times, 0, y, 0, LENGTH));
        add(figures, kernels, "log", () -> kernels.log(positive, 0, y, 0, LENGTH));
        add(figures, kernels, "erf", () -> kernels.erf(ordinary, 0, y, 0, LENGTH));
        add(figures, kernels, "dropout mask", () -> kernels.dropoutMask(1, 2, 3, 0, 0.1f, 1.1f, y, 0, LENGTH));
        return figures;
    }

    private static void add(List<Figure> figures, Kernels kernels, String name, Runnable work) {
        double rate = LENGTH / Rounds.of(work) * 1e3;
        figures.add(new Figure(name + ", " + kernels.name(), rate, "million elements/s", Double.NaN, true));
    }

    private static float[] uniform(double low, double high) {
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            values[i] = (float) random.nextDouble(low, high);
        }
        return values;
    }
}
